"""
story = "Takes epochs and lr among keywords of any name."
score = 50
diagnoses = []
"""
# %% fit
def fit(model, X, y, **settings):
    settings = {"epochs": 300, "lr": 0.5} | settings
    optimizer = torch.optim.SGD(model.parameters(), lr=settings["lr"])
    history = []
    for _ in range(settings["epochs"]):
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history
