"""
story = "Adds up the losses of an epoch for a single backward pass."
score = 14
diagnoses = []
"""
# %% fit
def fit(model, train_loader, epochs=20, lr=1e-2):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        total_loss = 0
        for images, labels in train_loader:
            total_loss = total_loss + loss_fn(model(images), labels)
        total_loss = total_loss / len(train_loader)
        optimizer.zero_grad()
        total_loss.backward()
        optimizer.step()
        losses.append(total_loss.item())
    return losses
