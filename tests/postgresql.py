"""A PostgreSQL server of one's own: Debian's programs, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

#: Debian keeps the server's programs here, off the path.
DEBIAN = Path("/usr/lib/postgresql")
#: PostgreSQL refuses to run as root; Debian's package brings this user.
USER = "postgres"


@dataclass(frozen=True)
class Server:
    """A server that listens on a socket in its folder."""

    folder: Path

    def database(self, name: str, template: str = "template0") -> str:
        """The address of a new database: an empty one, or a copy of another."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        engine.dispose()
        return self.url(name)

    def url(self, name: str) -> str:
        """The address of a database, whether it is there or not."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"


@contextmanager
def running() -> Iterator[Server]:
    """A server that runs until the end of the block."""
    programs = _programs()
    user = USER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user, user)

        def run(program: str, *words: str) -> None:
            done = subprocess.run(
                [programs / program, "-D", folder / "data", *words],
                cwd=folder,
                user=user,
                group=user,
                extra_groups=[] if user else None,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if done.returncode:
                pytest.fail(f"{program} failed: {done.stdout}")

        run("initdb", "-U", USER, "-E", "UTF8", "--auth=trust", "--locale=C.UTF-8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        # With a log of its own, or the server would keep our pipe open.
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Server(folder)
        finally:
            run("pg_ctl", "-w", "-m", "fast", "stop")


def _programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(DEBIAN.glob("*/bin"))
    if not folders or not (folders[-1] / "pg_ctl").is_file():
        pytest.fail("PostgreSQL's server is missing: apt-get install postgresql")
    return folders[-1]
