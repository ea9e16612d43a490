# ruff: noqa
"""
goal = "outputs that no notebook may have, so that it cannot be opened"
invariant = "the notebook that ran is a valid notebook"
held_by = ["session"]
"""

# %% attack
kernel = get_ipython().kernel
for content in (
    {"data": {"text/plain": {"x": 1}}, "metadata": {}, "transient": {}},
    {"data": {"image/png": 7}, "metadata": {}, "transient": {}},
):
    kernel.session.send(
        kernel.iopub_socket,
        kernel.session.msg("display_data", content, parent=kernel.get_parent()),
    )
