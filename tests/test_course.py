"""course.toml: what a wrong one says."""

from pathlib import Path

import pytest

from autograde import course as courses

ROOT = Path(__file__).parents[1]
TOML = (ROOT / "course.toml").read_text(encoding="utf-8")


def write(folder: Path, text: str) -> Path:
    exams = folder / "solutions" / "exams"
    exams.mkdir(parents=True, exist_ok=True)
    for name in ("ex1", "ex2"):
        (exams / f"{name}.py").touch()
    (folder / "course.toml").write_text(text, encoding="utf-8")
    return folder


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)


def test_the_course_itself_is_read() -> None:
    course = courses.load(ROOT)
    exercise = course.exercises["ex1"]
    assert course.assignments == ("exercises",)
    assert exercise.group_points() == {
        "data": 5,
        "split": 5,
        "model": 15,
        "training": 15,
        "result": 10,
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("max_score = 50", "max_scores = 50", "max_scores", "unknown key"),
        ('notebook = "ex1_logistic_regression"\n', "", "[exercises.ex1]", "missing"),
        (
            "max_score = 50",
            "max_score = 60",
            "[exercises.ex1]",
            "add up to 50, but max_score is 60",
        ),
        ('exam = "ex1"', 'exam = "ex9"', 'exam = "ex9"', "known: ex1"),
        ("cell_seconds = 60", 'cell_seconds = "long"', "cell_seconds", "number"),
        ("cell_seconds = 60", "cell_seconds = -1", "cell_seconds", "greater than 0"),
        ("cell_seconds = 60", "cell_seconds = inf", "cell_seconds", "finite number"),
        ('"result/accuracy" = [[', '"result/speed" = [[', "[exercises.ex1]", "no criterion"),
    ],
)
def test_a_wrong_key_names_its_line_and_the_fix(
    tmp_path: Path, old: str, new: str, line: str, words: str
) -> None:
    text = TOML.replace(old, new, 1)
    assert text != TOML
    with pytest.raises(courses.CourseError) as caught:
        courses.load(write(tmp_path, text))
    assert f"line {line_of(text, line)}" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("knots", "words"),
    [
        ("[[0.6, 3.0], [0.9, 2.0]]", "points must not fall, but 2 follows 3"),
        ("[[0.9, 0.0], [0.6, 5.0]]", "measures must rise, but 0.6 follows 0.9"),
        ("[[0.9, 5.0]]", "two knots"),
        ("[[0.6, nan], [0.9, 5.0]]", "finite number"),
        ("[[0.6, 0.0], [0.9, 4.0]]", "ends at 4 points, but the criterion is worth 5"),
    ],
)
def test_a_curve_that_cannot_be_used_is_refused(tmp_path: Path, knots: str, words: str) -> None:
    start = TOML.index('"result/accuracy" = [[')
    end = TOML.index("\n", start)
    text = f'{TOML[:start]}"result/accuracy" = {knots}{TOML[end:]}'
    with pytest.raises(courses.CourseError, match="line") as caught:
        courses.load(write(tmp_path, text))
    assert words in str(caught.value)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(courses.CourseError, match="line 3"):
        courses.load(write(tmp_path, 'title = "x"\n\n[exercises.ex1\n'))


def test_a_mark_of_the_byte_order_is_no_matter(tmp_path: Path) -> None:
    assert courses.load(write(tmp_path, f"\ufeff{TOML}")).title


def test_outside_a_course_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(courses.CourseError, match="--course"):
        courses.find_root(tmp_path)


def test_a_curve_is_straight_between_its_knots_and_flat_outside() -> None:
    curve = courses.Curve(knots=((0.8, 0.0), (0.9, 14.0), (1.0, 35.0)))
    assert [curve(x) for x in (0.5, 0.85, 0.9, 1.2)] == pytest.approx([0.0, 7.0, 14.0, 35.0])
