"""
story = "GELU after every layer, the last one too."
score = 13
diagnoses = ["relu-on-logits"]
"""

# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=256, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_hidden)
        self.fc3 = nn.Linear(n_hidden, n_classes)
    def forward(self, x):
        x = x.flatten(1)
        for layer in (self.fc1, self.fc2, self.fc3):
            x = nn.functional.gelu(layer(x))
        return x

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
