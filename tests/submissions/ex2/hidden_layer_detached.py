"""
story = "The hidden layer's output is detached on its way to the next layer."
score = 14
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.hidden = nn.Linear(n_inputs, n_hidden)
        self.out = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        features = torch.relu(self.hidden(x.flatten(1))).detach()
        return self.out(features)

# %% fit
def fit(model, train_loader, epochs=5, lr=1e-2):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        model.train()
        losses = []
        for images, labels in train_loader:
            loss = nn.functional.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
