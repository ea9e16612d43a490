"""
story = "Predict goes through a loader that shuffles."
score = 42
diagnoses = []
"""
# %% predict
def predict(model, X):
    out = []
    for xb in torch.utils.data.DataLoader(X, batch_size=64, shuffle=True):
        out.append((model.predict_proba(xb) >= 0.5).long())
    return torch.cat(out)
