"""
story = "Returns the labels as a Python list."
score = 48
diagnoses = ["wrong-dtype"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return [int(p >= 0.5) for p in model.predict_proba(X)]
