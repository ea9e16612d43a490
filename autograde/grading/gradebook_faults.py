"""What a database's complaint means for whoever grades, and what to do about it."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from autograde.course import NBGRADER_FILE

SETTING = f"c.CourseDirectory.db_url in {NBGRADER_FILE}"
FORMS = "postgresql://USER@HOST/DATABASE, or sqlite:////FOLDER/gradebook.db"
AGAIN = "then run the same command again; what is graded is kept"

#: Words of SQLite's and PostgreSQL's complaints, and the next step.
STEPS = {
    "is locked": "another program is writing to it: close it or wait until it has ended",
    "readonly": "look at the permissions of the file and of its folder",
    "unable to open": "look at the permissions of the file and of its folder",
    "is full": "make free space",
    "No space left": "make free space",
    "not a database": "it is none: put a copy from before in its place, or move it away",
    "malformed": "it is damaged: put a copy from before in its place",
    "password": "keep the password in PGPASSWORD or ~/.pgpass",
    "does not exist": f"make it (createdb), or change {SETTING}",
    "permission denied": "let its owner grant you the right to create tables and to write to them",
}
OTHERWISE = f"look whether the server runs, and at {SETTING}"


def explain(address: str, error: Exception) -> str:
    """A sentence that names the file or the server, what happened, and the next step.

    Never the password, wherever it stands in the address.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        return f"{SETTING} is no address of a database; write {FORMS}"
    if isinstance(error, NoSuchModuleError):
        return f"{SETTING}: no database is called {url.drivername!r}; write {FORMS}"
    if isinstance(error, ImportError):
        wanted = "'.[postgresql]'" if url.get_backend_name() == "postgresql" else error.name
        return (
            f"the gradebook is {_place(url)}, but {error.name} is missing: "
            f"pip install {wanted}, {AGAIN}"
        )
    cause = getattr(error, "orig", None) or error
    words = " ".join(str(cause).split()).rstrip(".")
    for secret in (url.password, url.query.get("password")):
        words = words.replace(str(secret), "***") if secret else words
    step = next((step for part, step in STEPS.items() if part in words), OTHERWISE)
    return f"the gradebook, {_place(url)}, cannot be used ({words}): {step}, {AGAIN}"


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    server = url.host or url.query.get("host") or "this machine"
    return f"database {url.database!r} on {server}{f':{url.port}' if url.port else ''}"
