"""
story = "A bracket is missing, so the cell of predict never ran."
score = 40
diagnoses = ["missing-name"]
"""
# %% predict
def predict(model, X):
    with torch.no_grad():
        return (model.predict_proba(X) >= 0.5.long()
