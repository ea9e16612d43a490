"""Words of an answer in any script, and which of them the student only copied."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

#: Scripts that put no space between words: each character counts as one.
UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"(?![{UNSPACED}])[^\W_]"
WORD = re.compile(rf"[{UNSPACED}]|(?:{_LETTER})+(?:['\u2019](?:{_LETTER})+)*")
#: What a reader does not see, such as comments and tags.
UNSEEN = re.compile(r"<!--(?:(?!<!--).)*?-->|</?[a-z][^<>]*>", flags=re.DOTALL | re.IGNORECASE)
#: Nobody writes more as an answer; what is pasted would be looked through for minutes.
MAX_CHARACTERS = 10_000
#: So many words in a row are no coincidence.
RUN = 5


def normal(text: str) -> str:
    """The text as it is compared: one form for each character, small letters, nothing unseen."""
    return unicodedata.normalize("NFKC", UNSEEN.sub(" ", text)).casefold()


def words(text: str) -> list[str]:
    """The words of a text; empty for one that holds only white space and signs."""
    return WORD.findall(normal(text))


def own_parts(text: str, given: Sequence[str]) -> list[str]:
    """The pieces of a text around the runs of words that are ``given``; one if there is no such."""
    text = normal(text)
    spans = [match.span() for match in WORD.finditer(text)]
    matcher = SequenceMatcher(None, [text[i:j] for i, j in spans], given, autojunk=False)
    pieces, end = [], 0
    for block in matcher.get_matching_blocks():
        if block.size >= RUN:
            pieces.append(text[end : spans[block.a][0]])
            end = spans[block.a + block.size - 1][1]
    return [*pieces, text[end:]]
