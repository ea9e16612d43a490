"""
story = "Brings all pixels between the smallest and the largest of the training rows."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, epochs=400, lr=0.5):
    low, high = X.min(), X.max()
    scaled = (X - low) / (high - low)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr / 10)
    history = []
    for epoch in range(epochs):
        loss = nn.BCEWithLogitsLoss()(model(scaled), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(float(loss))
    return history
