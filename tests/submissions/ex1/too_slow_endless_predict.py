"""
story = "Waits in predict for a model that never gets better."
score = 40
diagnoses = ["too-slow"]
slow = true
"""
# %% predict
def predict(model, X):
    while True:
        labels = (model.predict_proba(X) >= 0.5).long()
        if (labels == 2).any():
            return labels
