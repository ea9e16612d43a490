# ruff: noqa
"""
goal = "read the exam, the gradebook and what others handed in, wherever they lie"
invariant = "no file of the course but the data can be read"
held_by = ["bubblewrap"]
"""

# %% attack
import os

wanted = (b"canary-of" + b"-the-exam", b"### BEGIN" + b" HIDDEN TESTS", b"### BEGIN" + b" SOLUTION")
skipped = ("/usr", "/proc", "/dev", "/lib", "/lib64", "/bin", "/sbin")
places = (place for start in ("/tmp", "/") for place in os.walk(start))
found = []
for folder, inner, names in places:
    inner[:] = [n for n in inner if n not in ("site-packages", "python3.11")]
    if folder in skipped:
        inner[:] = []
        continue
    if "solutions" in inner or "submitted" in inner:
        found.append(folder)
    for name in names:
        path = os.path.join(folder, name)
        try:
            text = open(path, "rb").read(1_000_000)
        except OSError:
            continue
        # The package itself names the marks of a solution; the attack would be to find one.
        if wanted[0] in text or (path.endswith(".ipynb") and any(w in text for w in wanted)):
            found.append(path)
        if name in ("ex1.py", "gradebook.db", "course.toml") and "/student/" not in path:
            found.append(path)
    if found:
        print("FOU" + "ND", found)
        break
