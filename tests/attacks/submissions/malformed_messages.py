# ruff: noqa
"""
goal = "messages that no client expects bring the grader down"
invariant = "messages of any form break neither the grader nor the notebook"
held_by = ["session"]
"""

# %% last
kernel = get_ipython().kernel
for content in ({}, {"execution_state": []}, {"execution_count": {"a": "\ud800"}}):
    for kind in ("status", "error", "display_data", "clear_output"):
        kernel.session.send(
            kernel.iopub_socket, kernel.session.msg(kind, content, parent=kernel.get_parent())
        )
