"""
story = "Weights are kept below a norm after every step."
score = 15
diagnoses = []
"""

# %% fit
def fit(model, train_loader, epochs=8, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)

    losses = []
    for epoch in range(epochs):
        model.train()
        running_loss = 0.0
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                for p in model.parameters():
                    if p.dim() > 1:
                        p.copy_(torch.renorm(p, p=2, dim=0, maxnorm=3.0))
            running_loss += loss.item() * images.size(0)
        losses.append(running_loss / len(train_loader.dataset))
    return losses

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
