"""
story = "Predict scales the rows by themselves."
score = 47
diagnoses = []
"""
# %% predict
def predict(model, X):
    Xs = (X - X.mean(0)) / (X.std(0) + 1e-8)
    return (model.predict_proba(Xs) >= 0.5).long()
