"""
story = "Takes all batches into one tensor, then shuffles with randperm in every epoch."
score = 15
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
        return self.fc2(torch.relu(self.fc1(x)))

# %% fit
def fit(model, train_loader, epochs=4, lr=1e-3, bs=64):
    Xs, ys = zip(*[(a, b) for a, b in train_loader])
    X, y = torch.cat(Xs), torch.cat(ys)
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    hist = []
    for ep in range(epochs):
        model.train()
        perm = torch.randperm(len(X))
        s = 0.0
        for i in range(0, len(X), bs):
            j = perm[i:i + bs]
            opt.zero_grad()
            l = nn.functional.cross_entropy(model(X[j]), y[j])
            l.backward()
            opt.step()
            s += l.item() * len(j)
        hist.append(s / len(X))
    return hist

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
