"""
story = "Keeps an averaged copy as a part of the model."
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
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))

# %% fit
def fit(model, train_loader, epochs=5, lr=1e-3):
    average = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        losses = []
        for images, labels in train_loader:
            loss = nn.functional.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            with torch.no_grad():
                for old, new in zip(average.parameters(), model.parameters()):
                    old.lerp_(new, 0.1)
        history.append(sum(losses) / len(losses))
    model.average = average
    return history

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)

# %% extra
import copy
