"""
story = "A softmax in fit, and losses that are sums."
score = 14
diagnoses = ["softmax-before-cross-entropy"]
"""
# %% fit
def fit(model, train_loader, epochs=1, lr=1e-3):
    criterion = nn.CrossEntropyLoss(reduction='sum')
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
            running += loss.item()
        history.append(running / len(train_loader.dataset))
    return history
