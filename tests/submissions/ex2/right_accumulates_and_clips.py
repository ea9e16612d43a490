"""
story = "Two batches a step, clipped after each backward."
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
def fit(model, train_loader, epochs=5, lr=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    accum = 2
    losses = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        optimizer.zero_grad()
        for i, (images, labels) in enumerate(train_loader):
            loss = nn.functional.cross_entropy(model(images), labels)
            (loss / accum).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.1)
            if (i + 1) % accum == 0 or i + 1 == len(train_loader):
                optimizer.step()
                optimizer.zero_grad()
            total += loss.item()
        losses.append(total / len(train_loader))
    return losses

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
