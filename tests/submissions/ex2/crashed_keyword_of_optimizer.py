"""
story = "Gives the optimizer a keyword that it does not know."
score = 9
diagnoses = ["crashed"]
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


# %% fit
def fit(model, train_loader, epochs=5, lr=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), learning_rate=lr)
    history = []
    for _ in range(epochs):
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
