"""The words of a text, in scripts with blanks between words and in scripts without.

Where no blank tells where a word ends (Chinese, Japanese, Thai, Lao, Khmer, Burmese), each two
characters in a row stand for a word, overlapping: no dictionary is needed, and two texts that share
a word share its pairs. Source: Nie, Gao, Zhang and Zhou (2000), "On the use of words and n-grams
for Chinese information retrieval".
"""

from __future__ import annotations

import re
import unicodedata

# letters of scripts without blanks: Thai, Lao, Burmese, Khmer; kana; Chinese characters
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109d"
    "\u1780-\u17d3\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
    "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# vowel signs, tones and accents that stand by themselves: part of the letter before them
MARKS = "".join(
    mark for mark in map(chr, range(0x300, 0x3100)) if unicodedata.category(mark)[0] == "M"
)
RUN = f"[{UNSPACED}][{UNSPACED}{MARKS}]*"
LETTERS = rf"[^\W{UNSPACED}]+(?:[{MARKS}]+[^\W{UNSPACED}]*)*"
WORD = re.compile(f"{LETTERS}|{RUN}")
CHARACTER = re.compile(f".[{MARKS}]*")
FIRST_UNSPACED = re.compile(f"[{UNSPACED}]")


def words_of(text: str) -> list[str]:
    """Runs of letters and digits; of a script without blanks, its pairs of characters."""
    if FIRST_UNSPACED.search(text) is None:
        return WORD.findall(text)
    return [text[start:end] for start, end in word_spans(text)]


def word_spans(text: str, word: re.Pattern = WORD) -> list[tuple[int, int]]:
    """Where the words of a text begin and end, in order; pairs of characters overlap.

    word: what a word is where there are blanks between words.
    """
    spans = []
    for match in word.finditer(text):
        if is_unspaced(match.group()):
            spans += character_pairs(match.group(), match.start())
        else:
            spans.append(match.span())
    return spans


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script without blanks, and so a pair of characters or a single one."""
    return FIRST_UNSPACED.match(word) is not None


def is_pair(word: str) -> bool:
    """Whether a word is two characters of a script without blanks."""
    return is_unspaced(word) and len(CHARACTER.findall(word)) == 2


def character_pairs(run: str, first: int = 0) -> list[tuple[int, int]]:
    """Where each two characters in a row begin and end, counted from `first`; a single one counts
    by itself. A character is a letter with the marks on it."""
    ends = [first + match.end() for match in CHARACTER.finditer(run)]
    starts = [first, *ends]
    return list(zip(starts, ends[1:], strict=False)) or [(first, ends[0])]
