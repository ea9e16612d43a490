"""
story = "Weight decay, gradient clipping, Nesterov momentum, ReduceLROnPlateau, batches of 20."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=50, lr=0.05):
    optimizer = torch.optim.SGD(
        model.parameters(), lr=lr, momentum=0.9, nesterov=True, weight_decay=1e-3
    )
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=5)
    loss_fn = torch.nn.BCEWithLogitsLoss()
    losses = []
    for epoch in range(epochs):
        total, seen = 0.0, 0
        for rows in torch.randperm(len(X)).split(20):
            optimizer.zero_grad()
            loss = loss_fn(model(X[rows]), y[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item() * len(rows)
            seen += len(rows)
        losses.append(total / seen)
        plateau.step(losses[-1])
    return losses
