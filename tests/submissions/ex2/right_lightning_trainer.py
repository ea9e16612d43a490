"""
story = "A LightningModule-like model with training_step, and a Trainer with config."
score = 15
diagnoses = []
"""
# %% extra
from dataclasses import dataclass, field

@dataclass(frozen=True)
class Config:
    hidden: int = 128
    p_drop: float = 0.2
    betas: tuple = (0.9, 0.99)

CFG = Config()
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs: int = 784, n_hidden: int = CFG.hidden, n_classes: int = 10):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_inputs, n_hidden), nn.SiLU(), nn.Dropout(CFG.p_drop), nn.Linear(n_hidden, n_classes))
        self.loss = nn.CrossEntropyLoss()
    def forward(self, x): return self.net(x.reshape(len(x), -1))
    def training_step(self, batch, _):
        x, y = batch
        return self.loss(self(x), y)
    def configure_optimizers(self, lr): return torch.optim.AdamW(self.parameters(), lr=lr, betas=CFG.betas)
# %% fit
class Trainer:
    def __init__(self, max_epochs, lr): self.max_epochs, self.lr, self.logged = max_epochs, lr, []
    def fit(self, module, loader):
        opt = module.configure_optimizers(self.lr)
        for _ in range(self.max_epochs):
            module.train(); epoch = []
            for i, batch in enumerate(loader):
                loss = module.training_step(batch, i)
                opt.zero_grad(); loss.backward(); opt.step()
                epoch.append(loss.detach())
            self.logged.append(torch.stack(epoch).mean().item())
        return self.logged

def fit(model, train_loader, epochs=5, lr=2e-3):
    return Trainer(epochs, lr).fit(model, train_loader)

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
