"""
story = "Stops when the loss rises or falls little, so the history may be shorter than epochs."
score = 14
diagnoses = ["wrong-shape"]
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.fc2(torch.relu(self.fc1(x)))

# %% fit
def fit(model, train_loader, epochs=20, lr=1e-3):
    crit = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    log, best, wait = [], 1e9, 0
    for ep in range(epochs):
        model.train()
        acc = 0.0
        for X, y in train_loader:
            opt.zero_grad()
            loss = crit(model(X), y)
            loss.backward()
            opt.step()
            acc += loss.item()
        log.append(acc / len(train_loader))
        if log[-1] > 0.1 * best:
            wait += 1
            if wait == 2:
                print("early stopping in epoch", ep)
                break
        best = min(best, log[-1])
    return log

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
