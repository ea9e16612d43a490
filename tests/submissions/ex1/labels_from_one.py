"""
story = "Counts the classes from 1."
score = 48
diagnoses = ["labels-not-zero-based"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return (model.predict_proba(X) >= 0.5).long() + 1
