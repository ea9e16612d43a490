"""
story = "Steps by hand that add the gradient instead of taking it away."
score = 14
diagnoses = []
"""
# %% fit
def fit(model, train_loader, epochs=1, lr=1e-3):
    criterion = nn.CrossEntropyLoss()
    history = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for X, y in train_loader:
            out = model(X)
            loss = criterion(out, y)
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p += lr * p.grad
            running += loss.item() * len(y)
        history.append(running / len(train_loader.dataset))
    return history
