"""
story = "Predict returns labels and probabilities."
score = 48
diagnoses = ["wrong-shape"]
"""
# %% predict
def predict(model, X):
    p = model.predict_proba(X)
    return (p >= 0.5).long(), p
