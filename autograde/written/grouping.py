"""Put answers together that say the same, so that a person reads each thought once.

Rather two groups that say the same than one that says two things: answers are compared clause by
clause, whatever the order of the clauses, and two that contradict each other never meet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from autograde.written.words import MAX_CHARACTERS, UNSPACED, normal, words

#: Answers meet when each says at least so much of what the other says (cosine of letter groups).
ALIKE = 0.7
#: Two clauses this much alike are about the same thing; if they contradict each other, so do the
#: answers that hold them.
SAME_THING = 0.75
#: A term of the question counts as named by words this much like it: spelling slips.
SPELLED = 0.8
#: Nobody writes more; what is pasted would be compared clause by clause.
MAX_CLAUSES = 100

CLAUSE = re.compile(
    r"[.。!?;,、|()\n]+(?=\D|$)"
    r"|\b(?:and|but|while|whereas|however|although|though|because|since|so)\b"
    r"|而且|而|但是|但|因为|所以|并且|然而"
)
#: Words that start afresh: what follows is about all that was named.
BOTH = re.compile(r"\b(?:both|each|they|all)\b|两者|二者|都")
NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|neither|nor|hardly|un(?:able|bounded|limited)|"
    r"(?:ca|do|does|did|is|are|was|wo|would|could|should)nt)\b|\bnon|n['\u2019]t\b|不|没|無|无|非|未"
)
NOT_ONLY = re.compile(r"\bnot (?:only|just)\b|不仅|不只|不但")
NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?")
#: Pairs of words that turn a sentence into its opposite.
POLES: Mapping[str, tuple[str, str]] = {
    "amount": (r"\b(?:more|many|much|lots?)\b|多|大量", r"\b(?:less|few|fewer|little)\b|少"),
    "change": (r"\bincreas|\bgrow|\brais|增", r"\bdecreas|\breduc|\bshrink|\blower|减|降"),
    "size": (r"\b(?:large|larger|big|bigger|high|higher)\b|大|高", r"\b(?:small|low)|小|低"),
    "speed": (r"\bfast|\bquick|快", r"\bslow|慢"),
    "effort": (r"\b(?:easy|easier|easily|simple)\b|容易|简单", r"\b(?:hard|difficult)|困难|难"),
    "time": (r"\bbefore\b|之前", r"\bafter\b|之后"),
    "order": (r"\b(?:always|every|all)\b|总是|每", r"\b(?:only|sometimes|rarely)\b|只"),
    "class": (r"\bright\b|\bcorrect", r"\bwrong|\bmisclass|\bincorrect|\bmistake|错"),
    "presence": (r"\bwith\b", r"\bwithout\b"),
    "sign": (r"\bpositive|正", r"\bnegative|负"),
    "shape": (r"\bstraight|直", r"\bcurve|曲"),
    "slope": (r"\bvanish|消失", r"\bexplod|爆炸"),
    "fit": (r"\boverfit|过拟合", r"\bfits?\b|\bgenerali[sz]|泛化"),
    "worth": (r"\badvantage|\bpros\b|优", r"\bdisadvantage|\bdrawback|\bcons\b|缺"),
}
#: Words that say nothing by themselves.
IDLE = ENGLISH_STOP_WORDS | {"does", "did", "it's"}
PARTICLES = re.compile(r"[的了是呢啊吧就也会着]")

Claims = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Clause:
    """A part of an answer: its words, and what it names, denies and measures."""

    text: str
    claims: Claims


def group(answers: Sequence[str], terms: Sequence[str] = ()) -> list[int]:
    """The number of the group for each answer, from 0, in the order in which groups appear.

    ``terms`` are the things that answers must not confuse: "A gives x, B gives y" and "B gives x,
    A gives y" share every word, but not the meaning.
    """
    if len(answers) < 2:
        return [0] * len(answers)
    alike = likeness([clauses(a[:MAX_CHARACTERS], terms)[:MAX_CLAUSES] for a in answers])
    found = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="complete", distance_threshold=1 - ALIKE
    ).fit_predict(1 - alike)
    renamed: dict[int, int] = {}
    return [renamed.setdefault(int(label), len(renamed)) for label in found]


def clauses(answer: str, terms: Sequence[str] = ()) -> list[Clause]:
    """The clauses of an answer; one that names no term is about those of the clause before it."""
    found: list[Clause] = []
    named: frozenset[str] = frozenset()
    for part in CLAUSE.split(normal(answer)):
        tokens = words(part)
        if not tokens:
            continue
        own, others = _named(tokens, terms)
        named = frozenset() if BOTH.search(part) else own or named
        if others:
            found.append(Clause(_content(others), _claims(part) | {"terms": named}))
    return found or [Clause(answer, _claims(normal(answer)))]


def likeness(answers: Sequence[Sequence[Clause]]) -> NDArray[np.float64]:
    """How much of what one answer says the other says, too: the smaller of the two shares."""
    every = list(chain.from_iterable(answers))
    starts = np.cumsum([0, *map(len, answers[:-1])])
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(1, 4), use_idf=False, sublinear_tf=True
    ).fit_transform([clause.text for clause in every])
    raw = (letters @ letters.T).toarray()
    agreeing = raw * ~_contradictions(every)
    best_raw = np.maximum.reduceat(raw, starts, axis=1)
    best = np.maximum.reduceat(agreeing, starts, axis=1)
    lengths = np.array([len(clause.text) for clause in every], dtype=float)[:, None]
    said = np.add.reduceat(best * lengths, starts) / np.add.reduceat(lengths, starts)
    denied = np.maximum.reduceat((best_raw >= SAME_THING) & (best < best_raw - 0.1), starts)
    alike = np.minimum(said, said.T) * ~(denied | denied.T)
    np.fill_diagonal(alike, 1.0)
    clipped: NDArray[np.float64] = np.clip(alike, 0.0, 1.0)
    return clipped


def _contradictions(every: Sequence[Clause]) -> NDArray[np.bool_]:
    """Which clauses each claim something, about the same, that the other does not."""
    table = np.zeros((len(every), len(every)), dtype=bool)
    for about in dict.fromkeys(chain.from_iterable(clause.claims for clause in every)):
        kinds = {clause.claims.get(about, frozenset()) for clause in every}
        numbers = {kind: number for number, kind in enumerate(kinds)}
        against = np.array([[bool(a - b) and bool(b - a) for b in kinds] for a in kinds])
        own = [numbers[clause.claims.get(about, frozenset())] for clause in every]
        table |= against[np.ix_(own, own)]
    return table


def _claims(part: str) -> dict[str, frozenset[str]]:
    denials = len(NEGATION.findall(NOT_ONLY.sub(" ", part)))
    claims = {
        "denial": frozenset({"denied" if denials % 2 else "claimed"}),
        "numbers": frozenset(NUMBER.findall(part.replace("−", "-"))),
    }
    for about, (one, other) in POLES.items():
        sides = [bool(re.search(pattern, part)) for pattern in (one, other)]
        claims[about] = frozenset({"one"} if sides == [True, False] else ())
        if sides == [False, True]:
            claims[about] = frozenset({"other"})
    return claims


def _content(tokens: Sequence[str]) -> str:
    """The words that carry the meaning; characters of unspaced scripts stay together."""
    # What denies is looked at apart: "nonlinear" is about the same as "linear".
    bare = (token if len(token) == 1 else NEGATION.sub("", token) for token in tokens)
    kept = [token for token in bare if token and token not in IDLE] or list(tokens)
    text = re.sub(rf"(?<=[{UNSPACED}]) (?=[{UNSPACED}])", "", " ".join(kept))
    return PARTICLES.sub("", text) or text


def _named(tokens: Sequence[str], terms: Sequence[str]) -> tuple[frozenset[str], list[str]]:
    """The terms that a clause names, spelling slips allowed, and the words beside them.

    Where it names several, their order belongs to what it says: "A, unlike B, gives x".
    """
    named: list[str] = []
    rest: list[str] = []
    i = 0
    while i < len(tokens):
        for term in terms:
            size = len(term.split())
            if _spells(" ".join(tokens[i : i + size]), term):
                named.append(term)
                i += size
                break
        else:
            rest.append(tokens[i])
            i += 1
    return frozenset({" > ".join(dict.fromkeys(named))} if named else ()), rest


@lru_cache(maxsize=100_000)
def _spells(words: str, term: str) -> bool:
    return words[0] == term[0] and SequenceMatcher(None, words, term).ratio() >= SPELLED
