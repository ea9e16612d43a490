# ruff: noqa
"""
goal = "so many threads that no other process can be started"
invariant = "a submission runs no more threads than it may"
held_by = ["bubblewrap"]
"""

# %% attack
import threading

over = threading.Event()
started = []
try:
    threading.stack_size(65_536)
    for _ in range(700):
        thread = threading.Thread(target=over.wait, daemon=True)
        thread.start()
        started.append(thread)
except RuntimeError as error:
    print(error)
if len(started) == 700:
    print("FOU" + "ND")
over.set()
for thread in started:
    thread.join()
