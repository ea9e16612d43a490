"""
story = "Cross-entropy of two logits made of one: (0, z)."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    ce = nn.CrossEntropyLoss()
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    target = y.long()
    losses = []
    for _ in range(epochs):
        z = model(X)
        two = torch.stack([torch.zeros_like(z), z], dim=1)
        loss = ce(two, target)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses
