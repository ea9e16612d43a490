"""
story = "Gradients of all batches for one step in each epoch."
score = 14
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=128, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.fc2(torch.relu(self.fc1(x)))

# %% fit
def fit(model, train_loader, epochs=5, lr=1e-3):
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    out = []
    for e in range(epochs):
        model.train()
        tot = 0
        for xb, yb in train_loader:
            loss = loss_fn(model(xb), yb)
            loss.backward()
            tot += loss.item()
        opt.step()
        opt.zero_grad()
        out.append(tot / len(train_loader))
    return out

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
