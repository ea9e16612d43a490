"""
story = "squeeze(1), RMSprop, prints while it trains, model.train() and eval()."
score = 50
diagnoses = []
"""
# %% model
class LogisticRegression(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.out = nn.Linear(n_features, 1)

    def forward(self, x):
        return self.out(x).squeeze(1)

    def predict_proba(self, x):
        return 1 / (1 + torch.exp(-self.forward(x)))

# %% fit
def fit(model, X, y, epochs=120, lr=0.02):
    model.train()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    criterion = nn.BCEWithLogitsLoss()
    losses = []
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if epoch % 10 == 0:
            acc = ((model(X) > 0) == y.bool()).float().mean()
            print(f"epoch {epoch}: loss {loss.item():.4f}, accuracy {acc:.3f}")
    model.eval()
    return losses
