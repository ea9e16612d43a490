"""
story = "Returns the probabilities themselves."
score = 40
diagnoses = ["wrong-dtype"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return model.predict_proba(X)
