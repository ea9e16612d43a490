"""Names of uploads, as Blackboard, Canvas and Moodle write them."""

from pathlib import Path

import pytest
from lms_archives import LATE, blackboard_name, page, write

from autograde.lms import blackboard, canvas, moodle
from autograde.lms.archive import Archive
from autograde.lms.uploads import Upload


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lab 7_Exercises_s001_attempt_2026-11-20-17-30-00_my_ex1.ipynb", "my_ex1.ipynb"),
        ("gradebook/Exercises_s001_attempt_2026-11-20-17-30-00_ex1.ipynb", "ex1.ipynb"),
        ("Exercises_s001_attempt_2026-11-20-17-30-00.txt", ""),
        ("Exercises_s001_attempt_2026-11-20-17-30-00_作业.ipynb", "作业.ipynb"),
    ],
)
def test_blackboard_names_assignment_student_and_attempt(name: str, expected: str) -> None:
    assert blackboard.upload(name) == Upload("s001", expected, LATE)


@pytest.mark.parametrize("name", ["readme.txt", "a_b_attempt_2026-13-45-99-00-00_c.ipynb"])
def test_other_names_are_not_blackboards(name: str) -> None:
    assert blackboard.upload(name) is None


def test_blackboards_page_knows_user_names_with_underscores_and_what_files_were_called(
    tmp_path: Path,
) -> None:
    given = "ex1__1_.ipynb"
    files = {blackboard_name("j_smith", given): b"", **page("j_smith", {given: "ex1 (1).ipynb"})}
    with Archive(write(tmp_path, files)) as archive:
        found = {upload.file: upload for upload in blackboard.uploads(archive).values()}
    assert found["ex1 (1).ipynb"].sender == "j_smith"
    assert found["ex1 (1).ipynb"].name == "Anna Schmidt"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("schmidtanna_4711_20815_ex1-2.ipynb", Upload("4711", "ex1-2.ipynb", name="schmidtanna")),
        (
            "schmidtanna_LATE_4711_20815_ex_1_2.ipynb",
            Upload("4711", "ex_1_2.ipynb", name="schmidtanna", late=True),
        ),
        ("anon_Ab3dE_20815_ex1.ipynb", Upload("anon_Ab3dE", "ex1.ipynb")),
        ("LATE_anon_Ab3dE_20815_ex1.ipynb", Upload("anon_Ab3dE", "ex1.ipynb", late=True)),
        ("李雷_4711_20815_作业.ipynb", Upload("4711", "作业.ipynb", name="李雷")),
        ("schmidtanna_4711_text.html", Upload("4711", "", name="schmidtanna")),
        ("schmidtanna_4711_link.html", Upload("4711", "", name="schmidtanna")),
    ],
)
def test_canvas_names_student_and_submission(name: str, expected: Upload) -> None:
    assert canvas.upload(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Schmidt_12345_assignsubmission_file_/ex1.ipynb", ("12345", "ex1.ipynb")),
        ("Anna Schmidt_12345_assignsubmission_file_/data/x.csv", ("12345", "data/x.csv")),
        ("Anna Schmidt_12345_assignsubmission_file_ex1.ipynb", ("12345", "ex1.ipynb")),
        ("ML-Ex-9/Anna Schmidt_12345_assignsubmission_file_/ex1.ipynb", ("12345", "ex1.ipynb")),
        ("Participant_12345_assignsubmission_file_/ex1.ipynb", ("12345", "ex1.ipynb")),
        ("李 雷_12345_assignsubmission_file_/作业.ipynb", ("12345", "作业.ipynb")),
        ("Group A_77_assignsubmission_file_/ex1.ipynb", ("77", "ex1.ipynb")),
        ("Bo 1 assignsubmission file a_2_assignsubmission_file_/ex1.ipynb", ("2", "ex1.ipynb")),
        ("Default group_assignsubmission_file_/ex1.ipynb", ("Default group", "ex1.ipynb")),
        ("Anna Schmidt_12345_assignsubmission_onlinetext_/onlinetext.html", ("12345", "")),
        ("Anna Schmidt_12345_assignsubmission_onlinetext_onlinetext.html", ("12345", "")),
    ],
)
def test_moodle_names_student_or_group_in_a_folder_or_in_front(
    name: str, expected: tuple[str, str]
) -> None:
    found = moodle.upload(name)
    assert found is not None
    assert (found.sender, found.file) == expected


def test_no_file_name_of_a_student_names_another_student(tmp_path: Path) -> None:
    forged = "_s002_attempt_2026-12-01-00-00-00_ex1.ipynb"
    assert blackboard.upload(blackboard_name("s001", forged)) == Upload("s001", forged, LATE)
    flat = "Anna_1_assignsubmission_file_Bo_2_assignsubmission_file_ex1.ipynb"
    for name in (flat, flat.replace("file_", "file_/")):
        found = moodle.upload(name)
        assert found is not None
        assert found.sender == "1"


def test_what_a_student_types_in_renames_no_file_of_another(tmp_path: Path) -> None:
    theirs = blackboard_name("s002", "ex1.ipynb")
    comment = f"Name: Bo (s002)\n\tOriginal filename: timestamp.txt\n\tFilename: {theirs}\n"
    ((name, written),) = page("s001", {}).items()
    files = {theirs: b"", name: written + comment.encode()}
    with Archive(write(tmp_path, files)) as archive:
        found = {entry.name: upload for entry, upload in blackboard.uploads(archive).items()}
    assert (found[theirs].sender, found[theirs].file) == ("s002", "ex1.ipynb")
    assert found[name].sender == "s001"


def test_no_comment_of_a_student_holds_up_the_class(tmp_path: Path) -> None:
    comment = "Original filename: a" + " " * 20_000 + "\n" * 20_000 + "x"
    ((name, written),) = page("s001", {}).items()
    with Archive(write(tmp_path, {name: written + comment.encode()})) as archive:
        assert {entry.name for entry in blackboard.uploads(archive)} == {name}


def test_none_takes_the_names_of_another() -> None:
    names = [
        "Exercises_20261234_attempt_2026-11-20-17-30-00_ex1.ipynb",
        "schmidtanna_4711_20815_ex1.ipynb",
        "Anna Schmidt_12345_assignsubmission_file_/ex1.ipynb",
    ]
    for module, own in zip((blackboard, canvas, moodle), names, strict=True):
        assert [name for name in names if module.upload(name)] == [own]
