"""Answers before a person reads them: which say nothing, and which say the same."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from drawn_class import TERMS, drawn
from nbformat.v4 import new_markdown_cell, new_notebook

from autograde import course as courses
from autograde.notebook.release import student_version
from autograde.written.grouping import group
from autograde.written.questions import Question, answer_text, questions

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.grader


@pytest.fixture(scope="module")
def question() -> Question:
    exercise = courses.load(ROOT).exercises["ex3"]
    return questions(student_version(courses.load(ROOT), "exercises", exercise.notebook))[
        "difference"
    ]


def asked(question: Question) -> str:
    exercise = courses.load(ROOT).exercises["ex3"]
    cells = student_version(courses.load(ROOT), "exercises", exercise.notebook).cells
    return next(
        before.source
        for before, cell in pairwise(cells)
        if cell.metadata.get("nbgrader", {}).get("grade_id") == question.grade_id
    )


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 100_000,
        "",
        " \n\t",
        "\u200b\u3000",
        "---",
        "...",
        "<!-- my answer -->",
        "**  **",
        "。\uff1f",
    ],
)
def test_an_answer_without_a_word_is_empty(question: Question, text: str) -> None:
    assert question.flag(text) == "empty"


def test_what_was_released_is_untouched(question: Question) -> None:
    assert question.flag(question.stub) == "untouched"
    assert question.flag(f"  {question.stub.lower()}\n") == "untouched"


@pytest.mark.parametrize(
    "text", ["a " * 500_000, "<a" * 100_000, "a" + "\u0301" * 100_000 + "\u0316" * 100_000]
)
def test_no_answer_takes_minutes_to_look_at(question: Question, text: str) -> None:
    assert question.flag(text) == ""


def test_the_released_text_twice_is_untouched(question: Question) -> None:
    assert question.flag(f"{question.stub}\n{question.stub}") == "untouched"


def test_a_pasted_log_is_compared_by_its_beginning() -> None:
    log = "".join(f"w{number}. " for number in range(50_000))
    assert group([log, log + "The end.", "A line."]) == [0, 0, 1]


def test_a_repeated_question_is_a_copy(question: Question) -> None:
    text = asked(question)
    assert question.flag(text) == "copied"
    assert question.flag(f"{question.stub}\n\n> {text.upper()}") == "copied"
    assert question.flag(f"Answer: {text}") == "copied"


@pytest.mark.parametrize(
    "text",
    [
        "The output.",
        "不知道",
        "Логистическая регрессия даёт вероятность.",
        "$\\sigma(z)$ against a step",
        "The perceptron and logistic regression both cut the plane; one has a step.",
    ],
)
def test_whatever_else_is_written_is_left_to_a_person(question: Question, text: str) -> None:
    assert question.flag(text) == ""
    assert question.flag(f"{asked(question)}\n{text * 2}") == ""


def test_a_drawn_class_falls_into_pure_groups_far_fewer_than_answers() -> None:
    answers = drawn(60)
    groups = defaultdict(set)
    for number, (meaning, _) in zip(group([t for _, t in answers], TERMS), answers, strict=True):
        groups[number].add(meaning)
    assert [meanings for meanings in groups.values() if len(meanings) > 1] == []
    assert len(groups) <= 20


def test_three_hundred_answers_are_few_things_to_read() -> None:
    answers = drawn(300, seed=1)
    found = group([text for _, text in answers], TERMS)
    by_group = dict(zip(found, (meaning for meaning, _ in answers), strict=True))
    assert all(by_group[n] == meaning for n, (meaning, _) in zip(found, answers, strict=True))
    assert len(by_group) <= 30


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The perceptron converges if the data are separable.",
            "The perceptron converges if the data are not separable.",
        ),
        ("It adds non-linearity to the network.", "It adds linearity to the network."),
        (
            "With sigmoids the gradients of the first layers vanish.",
            "With sigmoids the gradients of the first layers explode.",
        ),
        ("tanh lies between -1 and 1.", "tanh lies between 0 and 1."),
        ("They need more data.", "They need less data."),
        (
            "Logistic regression, unlike the perceptron, gives a probability.",
            "The perceptron, unlike logistic regression, gives a probability.",
        ),
        ("激活函数使网络成为非线性的。", "激活函数使网络成为线性的。"),
        ("神经网络需要大量数据。", "神经网络需要少量数据。"),
    ],
)
def test_opposites_never_meet(one: str, other: str) -> None:
    assert group([one, other, one], TERMS) == [0, 1, 0]


def test_one_contradiction_in_a_long_answer_keeps_it_apart() -> None:
    said = (
        "The perceptron puts a step on z. Logistic regression puts a sigmoid on z. The perceptron "
        "moves its weights after a mistake. Logistic regression follows a gradient. "
    )
    one, other = f"{said}It converges on every table.", f"{said}It does not converge on a table."
    assert group([one, other], TERMS) == [0, 1]


def test_a_quoted_question_does_not_make_answers_alike(question: Question) -> None:
    quoted = [f"> {asked(question)}\n\n{text}" for text in ("One has a step.", "一个输出概率。")]
    assert group([question.own_words(text) for text in quoted], question.terms) == [0, 1]


def test_a_bold_sign_in_a_question_is_no_term(question: Question) -> None:
    course = courses.load(ROOT)
    released = student_version(course, "exercises", course.exercises["ex3"].notebook)
    for cell in released.cells:
        cell.source = cell.source.replace("**", "**→** **", 1)
    assert questions(released)["difference"].terms == question.terms


@pytest.mark.parametrize("stub", ["", " \n"])
def test_where_the_cell_of_the_answer_is_blank_answers_stay_apart(
    question: Question, stub: str
) -> None:
    blank = replace(question, stub=stub)
    answers = ["One puts a step on z, the other a sigmoid.", "I have no idea, please excuse me."]
    assert [blank.flag(text) for text in ["", *answers]] == ["empty", "", ""]
    assert group([blank.own_words(text) for text in answers], blank.terms) == [0, 1]


def test_one_answer_or_none_is_grouped_as_well() -> None:
    assert group([]) == []
    assert group(["x"]) == [0]


@pytest.mark.parametrize("place", ["in front of", "behind"])
def test_an_answer_beside_its_cell_is_read_where_that_says_nothing(
    question: Question, place: str
) -> None:
    written = "The perceptron has a step, so it learns from its mistakes alone."
    marks = {"nbgrader": {"grade_id": question.grade_id}}
    own = new_markdown_cell(question.stub, metadata=marks)
    beside = new_markdown_cell(written)
    course_cell = {"nbgrader": {"grade_id": "another"}}
    first, last = (new_markdown_cell("Of the course.", metadata=course_cell) for _ in range(2))
    cells = [beside, own] if place == "in front of" else [own, beside]
    notebook = new_notebook(cells=[first, *cells, last])
    assert answer_text(notebook, question) == written
    own.source = "Both draw a line, and that is all that I know."
    assert answer_text(notebook, question) == own.source
