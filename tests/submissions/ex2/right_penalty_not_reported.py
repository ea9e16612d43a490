"""
story = "A small L2 penalty by hand; the cross-entropy alone is reported."
score = 15
diagnoses = []
"""

# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=256, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_hidden)
        self.fc3 = nn.Linear(n_hidden, n_classes)
    def forward(self, x):
        x = x.flatten(1)
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))

# %% fit
def fit(model, train_loader, epochs=8, lr=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    lambda_l2 = 1e-4
    losses = []
    for epoch in range(epochs):
        model.train()
        total_loss = 0
        for images, labels in train_loader:
            outputs = model(images)
            loss = criterion(outputs, labels)
            l2 = sum((p ** 2).sum() for p in model.parameters())
            optimizer.zero_grad()
            (loss + lambda_l2 * l2).backward()
            optimizer.step()
            total_loss += loss.item()
        losses.append(total_loss / len(train_loader))
    return losses

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
