"""Find pairs of answers with much in common that neither the course nor the class gave them.

An answer is cut into overlapping passages of code without names, comments and spaces, so that
neither new names nor another order of functions hides a copy. What stands in released notebooks, or
in the answers of many, is no sign of anything.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from copydetect import CodeFingerprint, compare_files
from copydetect.utils import filter_code, hashed_kgrams
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

#: Signs in a passage, once names are one sign each: two lines of an ordinary answer.
LENGTH = 40
#: No passage goes on from one function or class to the next, which may stand elsewhere in a copy.
BORDER = re.compile(r"\n(?=(?:async )?def |class |@)")
#: Two answers are shown that have so many passages in common, and so large a share of the shorter.
PASSAGES, SHARE = 60, 0.5
#: So many pairs are shown.
SHOWN = 50
#: Answers that are compared with all others at a time.
BLOCK = 500

Ints = NDArray[np.int64]
NO_PASSAGES: Ints = np.array([], dtype=np.int64)


@dataclass(frozen=True)
class Part:
    """Lines of an answer; ``alike`` says that the other one has them, too, or most of them."""

    text: str
    alike: bool


@dataclass(frozen=True)
class Side:
    """One of two answers, cut where what they have in common begins and ends.

    ``share`` is how much of its own passages the other has, too.
    """

    student: str
    share: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Pair:
    """Two answers that look alike; ``ring`` names all students who are linked by such pairs."""

    left: Side
    right: Side
    ring: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """The strongest pairs of a class.

    Attributes
    ----------
    pairs
        where more than two share an answer, each is with the one most like it, not with all.
    count, students
        how many pairs there are, and how many students in them.
    many
        passages that more students than this have count as common.
    """

    pairs: tuple[Pair, ...]
    count: int
    students: int
    many: int


NONE = Alike((), 0, 0, 0)


def alike(
    answers: Mapping[str, str], given: Ints, tell: Callable[[int], None] = lambda _: None
) -> Alike:
    """Compare the answers of students, by name, but for the passages that they were ``given``.

    ``tell`` hears how many answers have been read.
    """
    if len(answers) < 2:
        return NONE
    students = list(answers)
    own: list[Ints] = []
    for number, answer in enumerate(answers.values(), start=1):
        own.append(np.setdiff1d(passages([answer]), given, assume_unique=True))
        tell(number)
    own = _without_common(own, many(len(answers)))
    links = _links(own)
    _, rings = connected_components(links, directed=False)
    pairs = []
    for i, j in _strongest(links):
        ring = tuple(students[k] for k in np.flatnonzero(rings == rings[i]))
        shared = np.intersect1d(own[i], own[j], assume_unique=True)
        texts = _parts(answers[students[i]], answers[students[j]], shared)
        left, right = (
            Side(students[k], len(shared) / len(own[k]), parts)
            for k, parts in zip((i, j), texts, strict=True)
        )
        pairs.append(Pair(left, right, ring))
    involved = len(np.unique(links.nonzero()[0]))
    return Alike(tuple(pairs), links.nnz // 2, involved, many(len(answers)))


def many(count: int) -> int:
    """How many students of a class may come upon a passage before it is no sign of anything.

    A fifth of a small class, ten of a larger one, one in a hundred of a very large one.
    """
    return max(3, min(10, count // 5), count // 100)


def passages(code: Iterable[str]) -> Ints:
    """The fingerprints of all passages of some code, each once; they hold in this process only."""
    pieces = (piece for text in code for piece in BORDER.split(text))
    plain = (filter_code(piece, "", "python")[0] for piece in pieces)
    found = (hashed_kgrams(piece, LENGTH).astype(np.int64) for piece in plain)
    return np.unique(np.concatenate([NO_PASSAGES, *found]))


def _without_common(own: Sequence[Ints], most: int) -> list[Ints]:
    """Leave out the passages that more than so many students have."""
    found, holders = np.unique(np.concatenate(own), return_counts=True)
    common = found[holders > most]
    return [np.setdiff1d(mine, common, assume_unique=True) for mine in own]


def _links(own: Sequence[Ints]) -> csr_array:
    """How strongly each two answers are linked, both ways round.

    Only answers with a passage in common meet each other here: not all pairs of a large class.
    """
    sizes = np.array([len(mine) for mine in own], dtype=np.int64)
    columns = np.unique(np.concatenate(own), return_inverse=True)[1]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ones = np.ones(len(columns), dtype=np.int32)
    width = int(columns.max(initial=0)) + 1
    holds = csr_array((ones, columns, starts), shape=(len(own), width))
    rows, others, strengths = [], [], []
    for start in range(0, len(own), BLOCK):
        shared = (holds[start : start + BLOCK] @ holds.T).tocoo()
        i, j, count = shared.row + start, shared.col, shared.data
        share = count / np.minimum(sizes[i], sizes[j])
        linked = (i != j) & (count >= PASSAGES) & (share >= SHARE)
        rows.append(i[linked])
        others.append(j[linked])
        strengths.append((count * share)[linked])
    links = coo_array(
        (np.concatenate(strengths), (np.concatenate(rows), np.concatenate(others))),
        shape=(len(own), len(own)),
    )
    return links.tocsr()


def _strongest(links: csr_array) -> list[tuple[int, int]]:
    """The pairs to show: of a ring of copies not each with each, but so that all are linked."""
    tree = minimum_spanning_tree(-links).tocoo()
    order = np.lexsort((tree.col, tree.row, tree.data))[:SHOWN]
    pairs = zip(tree.row[order].tolist(), tree.col[order].tolist(), strict=True)
    return [(min(pair), max(pair)) for pair in pairs]


def _parts(left: str, right: str, shared: Ints) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both answers, cut where the shared passages begin and end."""
    prints = [_fingerprint(left, shared), _fingerprint(right, shared)]
    _, _, slices = compare_files(*prints)
    return _cut(prints[0].raw_code, slices[0]), _cut(prints[1].raw_code, slices[1])


def _fingerprint(code: str, shared: Ints) -> CodeFingerprint:
    found = CodeFingerprint("", LENGTH, 1, language="python", fp=io.StringIO(code))
    # Without borders, what it reads between quotation marks may be another text.
    found.hashes = set(shared) & set(found.hash_idx)
    # copydetect 0.5 notes a class's name by its length, not by what was left out before it.
    places, left_out = found.offsets[:, 0], found.offsets[:, 1]
    for i, (now, following) in enumerate(pairwise(left_out)):
        if found.filtered_code[places[i]] == "O":
            left_out[i] = following - now
    return found


def _cut(code: str, slices: Ints) -> tuple[Part, ...]:
    """The lines of some code, together as long as they are alike or are not."""
    lines = code.splitlines(keepends=True)
    starts = np.cumsum([0, *map(len, lines)])
    touched = np.zeros(len(lines), dtype=bool)
    for begin, end in slices.T.astype(int):
        first, last = np.searchsorted(starts, (begin, end - 1), side="right") - 1
        touched[first : last + 1] = True
    runs = groupby(zip(lines, touched, strict=True), key=lambda line: bool(line[1]))
    return tuple(Part("".join(text for text, _ in run), same) for same, run in runs)
