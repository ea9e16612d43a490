"""
story = "Sigmoid outputs and squared error against one-hot targets."
score = 12
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return torch.sigmoid(self.fc2(torch.sigmoid(self.fc1(x))))

# %% fit
def fit(model, train_loader, epochs=10, lr=0.5):
    opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    mse = nn.MSELoss()
    history = []
    for _ in range(epochs):
        model.train()
        losses = []
        for X, y in train_loader:
            target = torch.zeros(len(y), 10).scatter_(1, y.unsqueeze(1), 1.0)
            loss = mse(model(X), target)
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
