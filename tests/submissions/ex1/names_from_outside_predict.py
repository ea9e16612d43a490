"""
story = "predict labels the test rows of the notebook, whatever it is given."
score = 40
diagnoses = ["names-from-outside"]
"""
# %% predict
X_train, X_test, y_train, y_test = split(*load_digits01(dataset("digit01.csv")))


def predict(model, X):
    with torch.no_grad():
        probabilities = model.predict_proba(X_test)
    return (probabilities >= 0.5).long()
