# ruff: noqa
"""
goal = "change what earlier cells have shown, the test cells' outputs among them"
invariant = "an output stays with the cell that made it"
held_by = ["session"]
"""

# %% attack
from IPython.display import display

shown = display({"text/plain": "mine"}, raw=True, display_id="mine")
# %% last
kernel = get_ipython().kernel
for _ in range(3):
    for transient in ({"display_id": "mine"}, {"display_id": ["mine"]}, 7):
        kernel.session.send(
            kernel.iopub_socket,
            kernel.session.msg(
                "update_display_data",
                {"data": {"text/plain": "x"}, "metadata": {}, "transient": transient},
                parent=kernel.get_parent(),
            ),
        )
