"""
story = "Lazy layers, which learn their width from the first images."
score = 15
diagnoses = []
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.hidden = nn.LazyLinear(n_hidden)
        self.out = nn.LazyLinear(n_classes)

    def forward(self, x):
        x = torch.flatten(x, 1)
        return self.out(nn.functional.relu(self.hidden(x)))

# %% fit
def fit(model, train_loader, epochs=3, lr=2e-3):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for images, labels in train_loader:
            opt.zero_grad()
            loss = loss_fn(model(images), labels)
            loss.backward()
            opt.step()
            running += loss.item()
        losses.append(running / len(train_loader))
    return losses

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)
