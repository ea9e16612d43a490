"""
story = "Uses a variable of another cell that is gone after a restart."
score = 40
diagnoses = ["crashed"]
"""
# %% predict
def predict(model, X):
    with torch.no_grad():
        return (trained_model.predict_proba(X) >= 0.5).long()
