"""Written answers: told apart from no answer, grouped for a person, and marked by that person."""
