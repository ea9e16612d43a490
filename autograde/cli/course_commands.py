"""Commands about the course itself: ``doctor``, ``check``, ``release``, ``demo``."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograde.cli.app import AsJson, CourseFolder, app, err, fail, no_file, open_course, out
from autograde.course import CourseError, find_root


@app.command()
def doctor(course: CourseFolder = None, as_json: AsJson = False) -> None:
    """Look at this machine: versions, device, data, disk, sandbox; each problem with its fix.

    Leaves with 1 when something is missing without which the course does not work, else with 0.

    Examples: `autograde doctor`, `autograde doctor --json`
    """
    from autograde.cli import doctor as examination

    try:
        root = course or find_root()
    except CourseError:
        root = None
    checks = examination.checks(root)
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], indent=2))
    raise typer.Exit(examination.report(checks, Console(quiet=True) if as_json else out))


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook; it is run, never changed.")],
    parts: Annotated[
        list[str] | None,
        typer.Argument(help="Only these checks, such as data or ex1/data."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a notebook on this machine, and print what its checks say.

    It runs as after *Restart and Run All*, with no sandbox: use it on your own work. Leaves with 0
    when every check passed, 1 when some did not, 2 when there was nothing to check.

    Examples: `autograde check ex1_logistic_regression.ipynb`,
    `autograde check ex1_logistic_regression.ipynb model training --json`
    """
    from autograde.cli import notebook_checks

    try:
        with err.status(f"starting Python for {notebook.name}") as status:
            report = notebook_checks.run(notebook, parts or [], status.update)
    except notebook_checks.CannotCheck as error:
        fail(str(error))
    if isinstance(sys.stdout, io.TextIOWrapper):  # a Windows pipe may know no ✓
        sys.stdout.reconfigure(errors="replace")
    typer.echo(json.dumps(report.to_dict(), indent=2) if as_json else str(report))
    raise typer.Exit(0 if report.passed else 1)


@app.command()
def release(
    course: CourseFolder = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; say whether notebooks/ is up to date.")
    ] = False,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", help="Also write a zip file for students.")
    ] = None,
) -> None:
    """Make the students' notebooks in notebooks/ out of solutions/.

    Examples: `autograde release`, `autograde release --check`,
    `autograde release --bundle course.zip`
    """
    from autograde.notebook import bundle as bundles
    from autograde.notebook import publish

    opened = open_course(course)
    missing = [name for name in bundles.FILES if not (opened.root / name).is_file()]
    if bundle and missing:
        fail(
            f"a bundle cannot be installed without {', '.join(missing)}: copy what is missing into "
            f"{opened.root} from the course that you began with"
        )
    try:
        with err.status("making the students' notebooks"):
            made = publish.build(opened)
    except (CourseError, publish.ReleaseError) as error:
        fail(str(error))
    stale = publish.differences(opened, made)
    if check:
        for line in stale:
            err.print(f"[bold red]✗[/] {line}", highlight=False, soft_wrap=True)
        if stale:
            fail("notebooks/ is not what solutions/ make: run `autograde release`", code=1)
        out.print("notebooks/ is up to date.")
    try:
        if not check:
            publish.write(opened, made)
            for line in stale:
                out.print(f"  {line}", highlight=False, soft_wrap=True)
            out.print(f"{len(made)} files made, {len(stale)} of them new or changed.")
        if bundle:
            files = bundles.write(opened, bundle)
            size = bundle.stat().st_size / 1e6
            out.print(f"{bundle}: {files} files, {size:.1f} MB, for students.", soft_wrap=True)
    except OSError as error:
        no_file(error)


@app.command()
def demo(
    course: CourseFolder = None,
    folder: Annotated[
        Path, typer.Option("--folder", help="Where the sample class is graded; made anew.")
    ] = Path("build/demo"),
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Run without the sandbox, where there is none.")
    ] = False,
) -> None:
    """Release, collect, grade and report a sample class: the whole loop, in about two minutes.

    Example: `autograde demo`
    """
    from autograde.cli import demonstration

    demonstration.run(open_course(course), folder.resolve(), unsafe)
