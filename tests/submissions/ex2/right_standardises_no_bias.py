"""
story = "Standardises in fit and predict; the last layer has no bias."
score = 15
diagnoses = []
"""

# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=256, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes, bias=False)
    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))

# %% fit
MEAN, STD = 0.1307, 0.3081
def fit(model, train_loader, epochs=5, lr=1e-3):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    model.train()
    for epoch in range(epochs):
        running = 0.0
        for images, labels in train_loader:
            images = (images - MEAN) / STD
            loss = nn.functional.cross_entropy(model(images), labels)
            opt.zero_grad()
            loss.backward()
            opt.step()
            running += loss.item()
        losses.append(running / len(train_loader))
    return losses

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model((images - MEAN) / STD).argmax(1)
