"""
story = "Compares the logit with 0.5."
score = 47
diagnoses = ["threshold-on-logits"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return (model(X) >= 0.5).long()
