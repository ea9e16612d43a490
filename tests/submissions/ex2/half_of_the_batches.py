"""
story = "Every epoch ends after half of the batches."
score = 14
diagnoses = []
"""

# %% fit
def fit(model, train_loader, epochs=5, lr=1e-3):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    losses = []
    for epoch in range(epochs):
        model.train()
        running_loss = 0.0
        for i, (images, labels) in enumerate(train_loader):
            if i >= len(train_loader) // 2:
                break

            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * images.size(0)
        losses.append(running_loss / len(train_loader.dataset))
    return losses

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
