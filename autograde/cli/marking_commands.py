"""The command ``mark``: written answers, grouped, and marked by a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autograde.cli.app import (
    AsJson,
    CourseFolder,
    app,
    fail,
    known_exercises,
    known_questions,
    many,
    open_course,
    out,
    results_needed,
)
from autograde.course import Course

if TYPE_CHECKING:
    from autograde.written.marking import Answer, Change, Group, Marking
    from autograde.written.marks import Mark

#: So much of a representative answer is shown in the list.
SHOWN = 300


@app.command()
def mark(
    exercise: Annotated[
        str,
        typer.Argument(
            help="The exercise, as in course.toml: ex3.", autocompletion=known_exercises
        ),
    ],
    question: Annotated[
        str | None,
        typer.Option(
            "--question",
            "-q",
            help="The question; without it, which there are.",
            autocompletion=known_questions,
        ),
    ] = None,
    group: Annotated[
        list[int] | None,
        typer.Option("--group", "-g", help="Only these groups of answers, in full; repeatable."),
    ] = None,
    points: Annotated[
        float | None, typer.Option("--points", "-p", help="What each answer of the groups gets.")
    ] = None,
    comment: Annotated[
        str | None, typer.Option("--comment", "-m", help="What their students read about it.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Change answers that have a mark already, too.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back the last marking of this question.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be written.")
    ] = False,
    as_json: AsJson = False,
    course: CourseFolder = None,
) -> None:
    """Mark written answers, those that say the same at once.

    Lists the groups of answers to a question, gives a group its points, or takes that back. What
    will be written is shown before you are asked. Answers with a mark keep it, whoever gave it.

    Examples: `autograde mark ex3`, `autograde mark ex3 -q difference`,
    `autograde mark ex3 -q difference -g 3 --points 2 --comment "The consequence is missing."`,
    `autograde mark ex3 -q difference --undo`, `autograde mark ex3 -q difference --json`
    """
    from autograde.written.marking import Marking, MarkingError

    opened = open_course(course)
    try:
        with results_needed():
            if question is None:
                counts = _questions(opened, exercise)
                _say(counts) if as_json else out.print(_table(opened, exercise, counts))
                return
            marking = Marking(opened, exercise, question)
            if undo:
                _undo(marking, dry_run)
                return
            groups = marking.groups()
            chosen = [found for found in groups if found.number in (group or ())]
            for unknown in set(group or ()) - {found.number for found in chosen}:
                fail(f"there is no group {unknown}; there are 1 to {len(groups)}")
            if as_json and points is None:
                _say([_record(found) for found in chosen or groups])
            elif points is None and comment is None:
                _show(chosen) if chosen else _list(marking, groups)
            elif points is None or not chosen:
                fail("a mark needs --group and --points")
            else:
                changes, kept = marking.plan(chosen, points, comment, overwrite)
                _give(marking, chosen, changes, kept, dry_run)
    except MarkingError as error:
        fail(str(error))


def _questions(course: Course, key: str) -> list[dict[str, Any]]:
    """The questions of an exercise, and how many answers to each wait."""
    from autograde.written.marking import Marking, written_exercise

    counts = []
    for name, worth in written_exercise(course, key).points.items():
        groups = Marking(course, key, name).groups()
        answers = [answer for found in groups for answer in found.answers]
        waiting = sum(_waits(answer) for answer in answers)
        numbers = {"answers": len(answers), "groups": len(groups), "wait": waiting}
        counts.append({"question": name, "points": worth, **numbers})
    return counts


def _table(course: Course, key: str, counts: list[dict[str, Any]]) -> Table:
    table = Table(title=course.exercises[key].title)
    for column in counts[0]:
        table.add_column(column, justify="left" if column == "question" else "right")
    for count in counts:
        table.add_row(*(f"{v:g}" if isinstance(v, float) else str(v) for v in count.values()))
    return table


def _record(found: Group) -> dict[str, Any]:
    """A group for other tools: every answer with the mark it has."""
    answers = [
        {
            "student": answer.student,
            "text": answer.text,
            "points": answer.mark.points,
            "comment": answer.mark.comment,
            "waits": _waits(answer),
        }
        for answer in found.answers
    ]
    return {"group": found.number, "flag": found.flag or None, "answers": answers}


def _say(records: list[dict[str, Any]]) -> None:
    typer.echo(json.dumps(records, ensure_ascii=False, indent=2))


def _list(marking: Marking, groups: list[Group]) -> None:
    """The rubric, then each group with one answer of it."""
    from autograde.written.questions import FLAGS

    out.print(Panel(Text(marking.scheme), title="question, mark scheme, model answer"))
    table = Table(title=f"{marking.question.title}: {len(groups)} groups", show_lines=True)
    table.add_column("group", justify="right")
    table.add_column("size", justify="right")
    table.add_column("marks", no_wrap=True)
    table.add_column("one of its answers")
    for found in groups:
        text = _visible(found.representative)
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
        if found.flag:
            shown = f"[{FLAGS[found.flag]}] {shown}".rstrip()
        table.add_row(str(found.number), str(len(found.answers)), _marks(found), Text(shown))
    out.print(table)


def _show(groups: list[Group]) -> None:
    """Every answer of some groups, each wording once."""
    for found in groups:
        texts: dict[str, list[Answer]] = {}
        for answer in found.answers:
            texts.setdefault(_visible(answer), []).append(answer)
        for text, answers in texts.items():
            names = ", ".join(f"{a.student} ({_mark(a.mark)})" for a in answers)
            out.print(Panel(Text(text), title=Text(f"group {found.number}"), subtitle=Text(names)))


def _give(
    marking: Marking,
    chosen: list[Group],
    changes: list[Change],
    kept: list[Answer],
    dry_run: bool,
) -> None:
    for found in chosen:
        text = Text(_visible(found.representative))
        out.print(Panel(text, title=f"group {found.number}, one of {len(found.answers)} answers"))
    _tell(
        (a.student, f"keeps its mark ({_mark(a.mark)}); --overwrite would change it") for a in kept
    )
    _tell((c.student, f"{_mark(c.before)} → {_mark(c.after)}{_lost(c.before)}") for c in changes)
    if _agreed(len(changes), "write", dry_run):
        marking.give(changes)
        out.print(f"{many(len(changes), 'mark')} written; --undo takes them back.")


def _undo(marking: Marking, dry_run: bool) -> None:
    last = marking.last()
    _tell((change.student, f"{_mark(change.after)} → {_mark(change.before)}") for change in last)
    if _agreed(len(last), "take back", dry_run):
        back, kept = marking.undo()
        _tell((change.student, "keeps its mark: it was changed since") for change in kept)
        out.print(f"{many(len(back), 'mark')} taken back.")


def _agreed(count: int, what: str, dry_run: bool) -> bool:
    if dry_run or not count:
        out.print(f"{many(count, 'mark')} to {what}; nothing is changed.")
        return False
    return typer.confirm(f"{what} {many(count, 'mark')}?")


def _tell(lines: Iterable[tuple[str, str]]) -> None:
    """What happens to whom, a line for all to whom the same happens."""
    students: dict[str, list[str]] = {}
    for student, what in lines:
        students.setdefault(what, []).append(student)
    for what, names in students.items():
        out.print(Text(f"{', '.join(names)}: {what}"), highlight=False, soft_wrap=True)


def _lost(before: Mark) -> str:
    return "" if before.points is None else "; the mark that was there is lost"


def _visible(answer: Answer) -> str:
    """What a student wrote, with nothing in it that a terminal would obey."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in answer.text.strip())


def _waits(answer: Answer) -> bool:
    return answer.mark.points is None or answer.mark.waits


def _marks(found: Group) -> str:
    """The marks in a group: ``2 · 1`` where they differ, ``wait`` for answers without one."""
    points = {"wait" if _waits(a) else f"{a.mark.points:g}" for a in found.answers}
    return " · ".join(sorted(points))


def _mark(mark: Mark) -> str:
    if mark.points is None:
        return "no mark"
    again = ", waits again" if mark.waits else ""
    return f"{mark.points:g}{again}" + (f": {mark.comment}" if mark.comment else "")
