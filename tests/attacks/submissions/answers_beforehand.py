# ruff: noqa
"""
goal = "a thread writes every answer before the agent is asked"
"""

# %% attack
import glob
import json
import threading

YES = json.dumps({"outcome": "returned", "value": True, "seconds": 0, "events": [], "arrays": []})


def write():
    (folder,) = glob.glob("/tmp/**/answers", recursive=True)
    while True:
        for number in range(1, 300):
            with open(f"{folder}/{number}.json", "w") as file:
                file.write(YES)


threading.Thread(target=write, daemon=True).start()
