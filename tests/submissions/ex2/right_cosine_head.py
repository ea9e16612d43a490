"""
story = "Logits are cosines, times 16."
score = 15
diagnoses = []
"""

# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=256, n_classes=10):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(n_inputs, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_hidden), nn.ReLU())
        self.W = nn.Parameter(torch.randn(n_classes, n_hidden))
    def forward(self, x):
        h = nn.functional.normalize(self.body(x), dim=1)
        w = nn.functional.normalize(self.W, dim=1)
        return 16 * h @ w.T

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
