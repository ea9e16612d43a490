"""
story = "Takes argmax over a single column: always 0."
score = 42
diagnoses = ["constant-prediction"]
"""
# %% predict
def predict(model, X):
    model.eval()
    with torch.no_grad():
        return model(X).unsqueeze(1).argmax(dim=1)
