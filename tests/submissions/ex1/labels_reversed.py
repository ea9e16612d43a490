"""
story = "Says 1 where the probability is below one half."
score = 42
diagnoses = []
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return (model.predict_proba(X) < 0.5).long()
