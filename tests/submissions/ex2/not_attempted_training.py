"""
story = "The model stands, fit and predict are not begun."
score = 8
diagnoses = ["not-attempted"]
"""
# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=64, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(n_inputs, n_hidden)
        self.fc2 = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.fc2(torch.relu(self.fc1(x)))

# %% fit
def fit(model, train_loader, epochs=6, lr=0.004):
    raise NotImplementedError()

# %% predict
def predict(model, images):
    raise NotImplementedError()
