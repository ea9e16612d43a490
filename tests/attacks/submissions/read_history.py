# ruff: noqa
"""
goal = "find the exam in the kernel: its history, its frames, its objects, its modules"
invariant = "nothing of the exam is ever in the student's process"
held_by = ["examiner"]
"""

# %% attack
import gc
import re
import sys

WANTED = re.compile("canary[-]of[-]the[-]exam")
SEEN = set()


def look(*arguments, **options):
    frame = sys._getframe()
    while frame:
        texts = [frame.f_code.co_filename, *map(str, frame.f_locals.values())]
        if any(WANTED.search(text) for text in texts):
            SEEN.add("frames")
        frame = frame.f_back
    if any(WANTED.search(str(cell)) for cell in (*In, *Out.values())):
        SEEN.add("history")
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Exam", "Verdict", "PredictingEvidence"):
            SEEN.add(type(thing).__name__)
        if type(thing) is dict and WANTED.search(str(thing.get("SECRET"))):
            SEEN.add("objects")
    if any(name.startswith("exams") for name in sys.modules):
        SEEN.add("modules")
    raise RuntimeError("FOU" + "ND" if SEEN else "nothing")


# %% model
LogisticRegression = look
# %% fit
fit = look
# %% predict
predict = look
# %% last
try:
    look()
except RuntimeError as error:
    print(error, SEEN)
