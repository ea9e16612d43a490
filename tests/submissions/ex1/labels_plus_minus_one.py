"""
story = "Returns the sign of the logit, -1 or 1."
score = 48
diagnoses = ["labels-not-zero-based"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return torch.sign(model(X)).long()
