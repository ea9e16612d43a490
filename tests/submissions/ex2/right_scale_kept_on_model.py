"""
story = "fit keeps mean and deviation on the model, and predict takes them from there."
score = 15
diagnoses = []
"""
# %% fit
def fit(model, train_loader, epochs=1, lr=1e-3):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    X_all = torch.cat([X for X, _ in train_loader])
    model.mean, model.std = X_all.mean(), X_all.std()
    history = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for X, y in train_loader:
            X = (X - model.mean) / model.std
            out = model(X)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * len(y)
        history.append(running / len(train_loader.dataset))
    return history

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model((images - model.mean) / model.std).argmax(dim=1)
