"""
story = "Returns 0.0 and 1.0."
score = 48
diagnoses = ["wrong-dtype"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return model.predict_proba(X).round()
