"""
story = "First and last layer are registered, those between stand in a list."
score = 14
diagnoses = ["no-parameters-registered"]
"""

# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=256, n_classes=10):
        super().__init__()
        self.first = nn.Linear(n_inputs, n_hidden)
        self.middle = [nn.Linear(n_hidden, n_hidden) for _ in range(2)]
        self.last = nn.Linear(n_hidden, n_classes)
    def forward(self, x):
        x = torch.relu(self.first(x.flatten(1)))
        for layer in self.middle:
            x = torch.relu(layer(x))
        return self.last(x)

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
