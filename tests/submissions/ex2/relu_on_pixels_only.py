"""
story = "A ReLU on the pixels, none between the layers."
score = 13
diagnoses = ["no-hidden-activation"]
"""

# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=256, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_hidden)
        self.fc3 = nn.Linear(n_hidden, n_classes)
    def forward(self, x):
        x = torch.relu(x.flatten(1))
        x = self.fc1(x)
        x = self.fc2(x)
        return self.fc3(x)

# %% predict
def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(1)
