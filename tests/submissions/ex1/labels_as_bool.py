"""
story = "Returns true and false."
score = 48
diagnoses = ["wrong-dtype"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return model.predict_proba(X) >= 0.5
