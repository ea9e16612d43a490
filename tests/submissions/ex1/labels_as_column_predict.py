"""
story = "Returns the labels as a column."
score = 48
diagnoses = ["wrong-shape"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return (model.predict_proba(X) >= 0.5).long().unsqueeze(1)
