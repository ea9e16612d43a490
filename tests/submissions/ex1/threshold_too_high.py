"""
story = "Asks for a probability of 0.9."
score = 47
diagnoses = []
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return (model.predict_proba(X) > 0.9).long()
