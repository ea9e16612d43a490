"""
story = "Casts the probabilities to integers before comparing them."
score = 42
diagnoses = ["constant-prediction"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return (model.predict_proba(X).long() >= 0.5).long()
