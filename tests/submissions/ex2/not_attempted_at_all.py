"""
story = "Nothing written."
score = 0
diagnoses = ["not-attempted"]
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=512, n_classes=10):
        raise NotImplementedError()

    def forward(self, x):
        raise NotImplementedError()

# %% fit
def fit(model, train_loader, epochs=6, lr=0.004):
    raise NotImplementedError()

# %% predict
def predict(model, images):
    raise NotImplementedError()
