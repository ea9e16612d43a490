"""
story = "StratifiedShuffleSplit; the best weights are put back at the end."
score = 50
diagnoses = []
"""
# %% extra
import copy
from sklearn.model_selection import StratifiedShuffleSplit

# %% split
def split(X, y, test_size=0.2, seed=0):
    sss = StratifiedShuffleSplit(n_splits=1, test_size=test_size, random_state=seed)
    train_idx, test_idx = next(sss.split(X, y))
    return X[train_idx], X[test_idx], y[train_idx], y[test_idx]

# %% fit
def fit(model, X, y, epochs=150, lr=0.05):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.BCEWithLogitsLoss()
    best, best_state = float("inf"), None
    losses = []
    for epoch in range(epochs):
        model.train()
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if loss.item() < best:
            best = loss.item()
            best_state = copy.deepcopy(model.state_dict())
    if best_state is not None:
        model.load_state_dict(best_state)
    model.eval()
    return losses
