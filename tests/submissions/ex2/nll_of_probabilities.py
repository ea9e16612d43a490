"""
story = "NLLLoss of probabilities: the logarithm is forgotten."
score = 14
diagnoses = []
"""
# %% fit
def fit(model, train_loader, epochs=1, lr=1e-3):
    criterion = nn.NLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for X, y in train_loader:
            out = torch.softmax(model(X), dim=1)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * len(y)
        history.append(running / len(train_loader.dataset))
    return history
