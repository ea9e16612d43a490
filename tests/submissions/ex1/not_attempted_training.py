"""
story = "Got as far as the model; fit and predict are untouched."
score = 25
diagnoses = ["not-attempted"]
"""
# %% fit
def fit(model, X, y, epochs=300, lr=0.5):
    # YOUR CODE HERE
    raise NotImplementedError()

# %% predict
def predict(model, X):
    # YOUR CODE HERE
    raise NotImplementedError()
