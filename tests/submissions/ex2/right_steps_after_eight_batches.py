"""
story = "Gathers the gradients of eight batches for a step."
score = 15
diagnoses = []
"""
# %% fit
def fit(model, train_loader, epochs=1, lr=1e-3):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for i, (X, y) in enumerate(train_loader):
            out = model(X)
            loss = criterion(out, y) / 8
            loss.backward()
            if (i + 1) % 8 == 0:
                optimizer.step()
                optimizer.zero_grad()
            running += 8 * loss.item() * len(y)
        history.append(running / len(train_loader.dataset))
    return history
