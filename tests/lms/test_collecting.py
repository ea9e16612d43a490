"""Archives of whole classes, sorted into submitted/."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from lms_archives import (
    DUE,
    EARLY,
    EX1,
    EX2,
    LATE,
    MNIST,
    NOTEBOOK,
    WORKED,
    blackboard_name,
    looks,
    page,
    reasons,
    taken,
    write,
    zipped,
)

from autograde import course as courses
from autograde.course import Course
from autograde.grading.lateness import handed_in
from autograde.lms.archive import ArchiveError
from autograde.lms.collecting import collect, write_list
from autograde.lms.taking import Sorted

pytestmark = pytest.mark.grader


def folder(course: Course, student: str) -> Path:
    return course.submitted / student / "exercises"


def dated(course: Course, more: str = "") -> Course:
    """The same course with a due date and what is said of it."""
    path = course.root / "course.toml"
    path.write_text(f"{path.read_text()}\n{DUE}\n{more}")
    return courses.load(course.root)


def test_blackboards_last_attempt_counts_and_every_file_is_accounted_for(
    course: Course, tmp_path: Path
) -> None:
    files = {
        blackboard_name("s001", EX1, EARLY): b"{}",
        blackboard_name("s001", EX1): NOTEBOOK,
        **page("s001", {EX1: EX1}),
        "__MACOSX/._x": b"",
        "readme.txt": b"",
    }
    result = collect(course, "exercises", write(tmp_path, files))
    assert (folder(course, "s001") / EX1).read_bytes() == NOTEBOOK
    assert (folder(course, "s001") / "timestamp.txt").read_text() == "2026-11-20 17:30:00\n"
    assert {file.name for file in result} == set(files)
    assert reasons(result)[blackboard_name("s001", EX1, EARLY)] == (
        "the attempt of 2026-11-20 17:30:00 is later"
    )
    assert looks(result) == {"readme.txt"}


def test_canvas_students_have_numbers_and_no_time(course: Course, tmp_path: Path) -> None:
    files = {
        f"schmidtanna_4711_20815_{EX1.replace('.', '-1.')}": NOTEBOOK,
        "schmidtanna_4711_20816_data.csv": b"1,2",
        f"李雷_LATE_4712_20817_{EX2}": MNIST,
        "leebo_4713_text.html": b"<p>I forgot the file.</p>",
    }
    result = collect(course, "exercises", write(tmp_path, files))
    assert taken(result).keys() == {("4711", EX1), ("4711", "data.csv"), ("4712", EX2)}
    assert not (folder(course, "4711") / "timestamp.txt").exists()
    late = next(file.reason for file in result if file.student == "4712")
    assert late == "taken, marked as late, at a time not told"
    assert looks(result) == {"leebo_4713_text.html"}


@pytest.mark.parametrize("between", ["/", ""])
def test_moodle_comes_with_and_without_folders(
    course: Course, tmp_path: Path, between: str
) -> None:
    start = "Anna Schmidt_12345_assignsubmission"
    files = {
        f"{start}_file_{between}{EX1}": NOTEBOOK,
        f"{start}_onlinetext_{between}onlinetext.html": b"Dear teacher",
    }
    result = collect(course, "exercises", write(tmp_path, files))
    assert taken(result).keys() == {("12345", EX1)}
    assert not looks(result)


def test_a_folder_to_which_a_browser_unpacked_the_archive_will_do(
    course: Course, tmp_path: Path
) -> None:
    download = tmp_path / "download" / "ML-Exercises-9"
    path = download / "Anna Schmidt_12345_assignsubmission_file_" / EX1
    path.parent.mkdir(parents=True)
    path.write_bytes(NOTEBOOK)
    (download / ".DS_Store").write_bytes(b"")
    assert taken(collect(course, "exercises", tmp_path / "download")).keys() == {("12345", EX1)}


def test_a_zip_file_of_a_student_is_opened_and_its_files_lie_beside_the_notebook(
    course: Course, tmp_path: Path
) -> None:
    inner = {
        f"work/{EX1}": NOTEBOOK,
        "work/data/mine.csv": b"1,2",
        "__MACOSX/work/._x": b"",
        "work/more.zip": zipped({EX2: MNIST}),
    }
    files = {blackboard_name("s001", "all.zip"): zipped(inner)}
    result = collect(course, "exercises", write(tmp_path, files))
    assert {target for _, target in taken(result)} == {EX1, EX2, "data/mine.csv"}
    assert (folder(course, "s001") / "data" / "mine.csv").read_bytes() == b"1,2"
    assert len(result) == 4
    outer = blackboard_name("s001", "all.zip")
    assert f"{outer} » work/more.zip » {EX2}" in taken(result).values()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("all.zip", b"PK\x03\x04 cut", "has to be handed in again"),
        ("all.zip", zipped({}), "without any file"),
        ("all.zip", zipped({"../../x.ipynb": NOTEBOOK}), "leads out"),
        ("all.zip", zipped({"a.zip": zipped({"b.zip": zipped({})})}), "opened 2 deep"),
        ("all.zip", zipped({"a.csv": b"0" * 9_000_000}), "200 times"),
        ("all.rar", b"Rar!", "unpack it by hand"),
        ("notes.ipynb", b"{}", "none of this assignment's"),
        ("timestamp.txt", b"1999-01-01 00:00:00", "kept for the time"),
    ],
)
def test_of_whom_nothing_can_be_taken_a_person_is_told(
    course: Course, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    files = {blackboard_name("s001", name): content, blackboard_name("s002", EX1): NOTEBOOK}
    result = collect(course, "exercises", write(tmp_path, files))
    assert taken(result).keys() == {("s002", EX1)}
    aside = [file for file in result if not file.taken]
    assert all(file.look and file.student == "s001" for file in aside)
    assert any(reason in file.reason for file in aside)
    assert not folder(course, "s001").exists()


def test_an_attempt_may_hold_only_so_much(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograde.lms.unpacking.MAX_FILES", 2)
    inner = {EX1: NOTEBOOK, "a.csv": b"1", "b.csv": b"2", "c.csv": b"3"}
    files = {blackboard_name("s001", "all.zip"): zipped(inner)}
    result = collect(course, "exercises", write(tmp_path, files))
    assert {target for _, target in taken(result)} == {EX1, "a.csv"}
    assert set(reasons(result).values()) == {"the attempt holds too much"}


def test_of_two_notebooks_for_the_same_exercise_the_one_with_its_name_counts(
    course: Course, tmp_path: Path
) -> None:
    files = {
        blackboard_name("s001", "ex1 (1).ipynb"): WORKED + b" ",
        blackboard_name("s001", EX1): WORKED,
        blackboard_name("s002", "ex1 (1).ipynb"): NOTEBOOK,
        blackboard_name("s002", "ex1 (2).ipynb"): NOTEBOOK,
    }
    result = collect(course, "exercises", write(tmp_path, files))
    assert (folder(course, "s001") / EX1).read_bytes() == WORKED
    assert looks(result) == {blackboard_name("s001", "ex1 (1).ipynb")}
    second = blackboard_name("s002", "ex1 (2).ipynb")
    assert reasons(result)[second] == f"the same as {blackboard_name('s002', 'ex1 (1).ipynb')}"


def test_the_one_that_was_worked_on_counts_whatever_the_names(
    course: Course, tmp_path: Path
) -> None:
    left = blackboard_name("s001", EX1)
    files = {left: NOTEBOOK, blackboard_name("s001", "ex1-Copy1.ipynb"): WORKED}
    result = collect(course, "exercises", write(tmp_path, files))
    assert (folder(course, "s001") / EX1).read_bytes() == WORKED
    assert reasons(result)[left].endswith("in this one nothing was written")
    assert not looks(result)


def test_of_the_same_notebook_twice_in_an_archive_the_upper_one_counts(
    course: Course, tmp_path: Path
) -> None:
    inner = {f"all/a backup/{EX1}": b"{}", f"all/{EX1}": WORKED, "all/.venv/x.py": b""}
    files = {blackboard_name("s001", "all.zip"): zipped(inner)}
    result = collect(course, "exercises", write(tmp_path, files))
    assert (folder(course, "s001") / EX1).read_bytes() == WORKED
    assert len(looks(result)) == 1


def test_files_that_some_systems_cannot_tell_apart_are_not_both_taken(
    course: Course, tmp_path: Path
) -> None:
    inner = {EX1: NOTEBOOK, "data.csv": b"1", "DATA.csv": b"2", "x": b"3", "x/y.csv": b"4"}
    files = {blackboard_name("s001", "all.zip"): zipped(inner)}
    result = collect(course, "exercises", write(tmp_path, files))
    assert {target for _, target in taken(result)} == {EX1, "DATA.csv", "x"}
    assert len(looks(result)) == 2


@pytest.mark.parametrize(("first", "second"), [("S001", "s001"), ("mu\u0308ller", "m\u00fcller")])
def test_students_whom_some_systems_cannot_tell_apart_are_not_both_taken(
    course: Course, tmp_path: Path, first: str, second: str
) -> None:
    files = {blackboard_name(first, EX1): NOTEBOOK, blackboard_name(second, EX1): b"{}"}
    result = collect(course, "exercises", write(tmp_path, files))
    assert taken(result).keys() == {(first, EX1)}
    assert reasons(result) == {
        blackboard_name(second, EX1): f"not every system can tell {second} from {first}"
    }


def test_a_roster_gives_students_their_ids_and_names_strangers(
    course: Course, tmp_path: Path
) -> None:
    (course.root / "roster.csv").write_text("id,lms_user_id\ns001,4711\n")
    files = {f"a_4711_1_{EX1}": NOTEBOOK, f"b_4799_2_{EX1}": NOTEBOOK}
    result = collect(course, "exercises", write(tmp_path, files))
    assert taken(result).keys() == {("s001", EX1)}
    assert "'4799' (b) is not in roster.csv" in reasons(result)[f"b_4799_2_{EX1}"]
    assert looks(result) == {f"b_4799_2_{EX1}"}


def test_a_group_hands_in_for_each_of_its_members(course: Course, tmp_path: Path) -> None:
    (course.root / "roster.csv").write_text("id,group\ns001,Group A\ns002,Group A\ns003,Group B\n")
    files = {
        f"Group A_77_assignsubmission_file_/{EX1}": NOTEBOOK,
        f"Default group_assignsubmission_file_/{EX1}": NOTEBOOK,
    }
    result = collect(course, "exercises", write(tmp_path, files))
    assert taken(result).keys() == {("s001", EX1), ("s002", EX1)}
    assert looks(result) == {f"Default group_assignsubmission_file_/{EX1}"}


def test_two_submissions_without_a_time_are_left_to_a_person(
    course: Course, tmp_path: Path
) -> None:
    (course.root / "roster.csv").write_text("id,lms_user_id,group\ns001,4711,Group A\n")
    files = {f"groupa_4712_1_{EX1}": NOTEBOOK, f"schmidtanna_4711_2_{EX1}": b"{}"}
    result = collect(course, "exercises", write(tmp_path, files))
    assert not taken(result)
    assert looks(result) == set(files)


def test_the_last_attempt_before_the_cut_off_counts(course: Course, tmp_path: Path) -> None:
    strict = dated(course, 'cut_off = "2026-11-20T12:00"\n')
    files = {
        blackboard_name("s001", EX1, EARLY): NOTEBOOK,
        blackboard_name("s001", EX1, LATE): b"{}",
        blackboard_name("s002", EX1, LATE): NOTEBOOK,
    }
    result = collect(strict, "exercises", write(tmp_path, files))
    assert (folder(strict, "s001") / EX1).read_bytes() == NOTEBOOK
    assert reasons(result)[blackboard_name("s001", EX1, LATE)] == "it came after the cut-off"
    only = next(file for file in result if file.student == "s002")
    assert only.taken
    assert only.reason == "taken, after the cut-off"


def test_an_extension_moves_the_cut_off(course: Course, tmp_path: Path) -> None:
    strict = dated(
        course, 'cut_off = "2026-11-20T12:00"\n[assignments.exercises.extensions]\ns001 = 48\n'
    )
    files = {
        blackboard_name("s001", EX1, EARLY): b"{}",
        blackboard_name("s001", EX1, LATE): NOTEBOOK,
    }
    collect(strict, "exercises", write(tmp_path, files))
    assert (folder(strict, "s001") / EX1).read_bytes() == NOTEBOOK


def test_the_time_is_kept_in_utc_where_the_course_names_its_zone(
    course: Course, tmp_path: Path
) -> None:
    strict = dated(course)
    path = write(tmp_path, {blackboard_name("s001", EX1, LATE): NOTEBOOK})
    collect(strict, "exercises", path)
    assert (folder(strict, "s001") / "timestamp.txt").read_text() == "2026-11-20 16:30:00 UTC\n"
    moment = handed_in(folder(strict, "s001"), strict.deadlines["exercises"])
    assert moment == datetime.fromisoformat("2026-11-20T17:30+01:00")


def test_a_second_run_changes_nothing_and_a_newer_attempt_keeps_the_older(
    course: Course, tmp_path: Path
) -> None:
    first = write(tmp_path, {blackboard_name("s001", EX1, EARLY): b"old"}, "first.zip")
    collect(course, "exercises", first)
    assert [file.reason for file in collect(course, "exercises", first)] == ["collected before"]
    newer = write(tmp_path, {blackboard_name("s001", EX1): NOTEBOOK}, "newer.zip")
    collect(course, "exercises", newer)
    kept = list((course.submitted / "s001").glob(".exercises.before-*/*.ipynb"))
    assert [path.read_bytes() for path in kept] == [b"old"]
    (again,) = collect(course, "exercises", first)
    assert again.reason == "an attempt that is newer was collected before"
    assert (folder(course, "s001") / EX1).read_bytes() == NOTEBOOK


def test_a_dry_run_writes_nothing(course: Course, tmp_path: Path) -> None:
    path = write(tmp_path, {blackboard_name("s001", EX1): NOTEBOOK})
    assert collect(course, "exercises", path, dry_run=True)[0].taken
    assert not course.submitted.exists()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"readme.txt": b""}, "none of its 1 files is named as Blackboard, Moodle, Canvas"),
        ({}, "holds no file"),
    ],
)
def test_an_archive_of_nobody_is_refused(
    course: Course, tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    with pytest.raises(ArchiveError, match=message):
        collect(course, "exercises", write(tmp_path, files))


def test_the_list_of_files_opens_in_a_spreadsheet_and_runs_nothing(course: Course) -> None:
    files = [
        Sorted("=HYPERLINK(1).ipynb", None, None, "refused", look=True),
        Sorted("作业.ipynb", "s001", EX1, "taken"),
    ]
    path = write_list(course, "exercises", files)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert path.parent == course.root / "reports" / "exercises"
    assert first["file"] == "'=HYPERLINK(1).ipynb"
    assert first["look"] == "yes"
    assert (second["file"], second["taken as"]) == ("作业.ipynb", EX1)
