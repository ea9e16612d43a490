"""
story = "Rounds the logits and cuts them off at 0 and 1."
score = 47
diagnoses = ["threshold-on-logits"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return model(X).round().clamp(0, 1).long()
