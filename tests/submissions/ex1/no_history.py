"""
story = "Prints the losses and returns nothing."
score = 46
diagnoses = ["wrong-shape"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        print(loss.item())
