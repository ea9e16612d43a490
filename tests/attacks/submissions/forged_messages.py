# ruff: noqa
"""
goal = "the kernel's own key signs a result of 50, an end before the end, and a good-bye"
invariant = "no message of the kernel changes a score or breaks the notebook"
held_by = ["session"]
"""

# %% last
import json

from ipykernel.connect import get_connection_file

key = json.load(open(get_connection_file()))["key"].encode()
kernel = get_ipython().kernel
session, parent = kernel.session, kernel.get_parent()
assert session.key == key
result = {"data": {"text/plain": "50.0"}, "metadata": {}, "execution_count": 1}
for kind, content in (
    ("execute_result", result),
    ("execute_result", {"data": 7, "metadata": [], "execution_count": "one"}),
    ("stream", {"name": 5, "text": ["50"]}),
    (
        "display_data",
        {"data": {"text/html": 50}, "metadata": {}, "transient": {"display_id": 1}},
    ),
    ("comm_open", {"comm_id": "x", "target_name": "jupyter.widget", "data": {}}),
    ("status", {"execution_state": "idle"}),
):
    session.send(kernel.iopub_socket, session.msg(kind, content, parent=parent))
