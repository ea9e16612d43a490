"""
story = "Rounds the history to three digits."
score = 15
diagnoses = []
"""
# %% fit
def fit(model, train_loader, epochs=3, lr=0.003):
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
        history.append(round(sum(losses) / len(losses), 3))
    return history
