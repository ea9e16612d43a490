"""A drawn class: what students write who say the same, in their order and with their slips."""

from __future__ import annotations

import random

TERMS = ("logistic regression", "perceptron", "逻 辑 回 归", "感 知 机")

#: What can be said about the first question, right and wrong, thought by thought.
MEANINGS: dict[str, tuple[str, ...]] = {
    "output": ("Logistic regression gives a probability", "the perceptron gives a class"),
    "output swapped": ("Logistic regression gives a class", "the perceptron gives a probability"),
    "learning": (
        "The perceptron moves its weights only after a mistake",
        "logistic regression follows the gradient of every row",
    ),
    "learning swapped": (
        "Logistic regression moves its weights only after a mistake",
        "the perceptron follows the gradient of every row",
    ),
    "rest": (
        "The perceptron does not come to rest on classes that overlap",
        "logistic regression converges there",
    ),
    "rest denied": (
        "The perceptron does come to rest on classes that overlap",
        "logistic regression never converges there",
    ),
    "linear": ("The perceptron is linear", "logistic regression is non-linear"),
    "both linear": ("Both models are linear", "their boundaries are straight lines"),
    "unsure": ("I do not know this, sorry",),
    "输出": ("逻辑回归输出一个概率", "感知机直接输出类别"),
    "输出 swapped": ("感知机输出一个概率", "逻辑回归直接输出类别"),
    "收敛": ("数据线性不可分时感知机不收敛", "逻辑回归仍然可以收敛"),
    "收敛 denied": ("数据线性不可分时感知机仍然可以收敛", "逻辑回归不收敛"),
}


def drawn(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Meaning and text of so many answers."""
    rng = random.Random(seed)
    meanings = [rng.choice(list(MEANINGS)) for _ in range(count)]
    return [(meaning, _written(rng, MEANINGS[meaning])) for meaning in meanings]


def _written(rng: random.Random, clauses: tuple[str, ...]) -> str:
    clauses = tuple(rng.sample(clauses, len(clauses)))
    unspaced = not clauses[0].isascii()
    between = ("\uff0c", "\uff1b", "。") if unspaced else (", ", "; ", ". ", " and ")
    text = rng.choice(between).join(clauses)
    if not unspaced and rng.random() < 0.4:
        text = _slip(rng, text)
    return rng.choice((text, f"{text}{'。' if unspaced else '.'}", text.upper(), f"**{text}**\n"))


def _slip(rng: random.Random, text: str) -> str:
    """One long word with a letter left out."""
    word = rng.choice([word for word in text.split() if len(word) > 6] or [text])
    place = rng.randrange(2, len(word) - 2)
    return text.replace(word, word[:place] + word[place + 1 :], 1)
