"""
story = "predict divides by 255, as its images once were bytes; fit does not."
score = 14
diagnoses = ["unscaled-input"]
"""
# %% predict
def predict(model, images):
    x = images.float() / 255.0
    model.eval()
    with torch.no_grad():
        return torch.max(model(x), 1)[1]
