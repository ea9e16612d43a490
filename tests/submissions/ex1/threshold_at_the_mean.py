"""
story = "Calls 1 whatever lies above the mean of the rows asked for."
score = 47
diagnoses = []
"""
# %% predict
def predict(model, X):
    p = model.predict_proba(X).detach()
    return (p >= p.mean()).long()
