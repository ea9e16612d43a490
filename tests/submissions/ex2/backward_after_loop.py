"""
story = "backward() and step() stand behind the loop over the batches: only the last one counts."
score = 14
diagnoses = []
"""
# %% fit
def fit(model, train_loader, epochs=5, lr=1e-2):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        model.train()
        losses = []
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            losses.append(loss.item())
        loss.backward()
        optimizer.step()
        history.append(sum(losses) / len(losses))
    return history
