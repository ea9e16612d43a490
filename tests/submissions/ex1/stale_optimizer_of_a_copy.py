"""
story = "The optimizer holds the parameters of a copy of the model."
score = 34
diagnoses = ["stale-optimizer"]
"""
# %% fit
import copy

def fit(model, X, y, epochs=200, lr=0.1):
    best = copy.deepcopy(model)
    optimizer = torch.optim.Adam(best.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
