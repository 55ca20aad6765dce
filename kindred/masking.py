"""Free text made fit to leave the house: without the words that few people write, and numbers."""

from __future__ import annotations

import re

from kindred.words import RUN, UNSPACED, character_pairs, is_unspaced

WORD, NUMBER = "[word]", "[number]"
MASK = r"\[(?:email|phone|card|word|number)\]"  # those of staging and our own, no other brackets
MOST_DIGITS = 3  # of a number that stays: a size, a count, a price without cents
# what staging has masked; a code of three runs of digits or more with a letter or two between (3in1
# and 90x200 have two); a number, with any signs between its digits; a run of a script without
# blanks; a word
TOKENS = re.compile(
    rf"{MASK}|\d+(?:[^\W\d_]{{1,2}}\d+){{2,}}|\d(?:[\W_]*\d)*"
    rf"|{RUN}|[^\W\d_{UNSPACED}]+"
)
SENTENCE_ENDS = ".!?\n"


def masked_text(text: str, words: dict[str, bool]) -> str:
    """The text with every word that is not in `words` as [word], and long numbers as [number].

    words: words in small letters that many people use -> whether such a word may also stand with
    a capital letter within a sentence, where names do. Runs of [word] become one. A number of more
    than three digits, whatever signs part them, is left out, and so is a code such as 1a7b1c2d3.
    Of a script without blanks, a character stays where `words` has every pair of characters that it
    is in.
    """

    def kept(match) -> str:
        token = match.group()
        if token.startswith("["):
            return token
        if token[0].isdigit():
            is_long = sum(map(str.isdigit, token)) > MOST_DIGITS
            return NUMBER if is_long or any(map(str.isalpha, token)) else token
        if is_unspaced(token):
            return _masked_run(token, words)
        before = text[: match.start()].rstrip(" \t\"'“”«»([{-–—")  # noqa: RUF001
        is_inside = before != "" and before[-1] not in SENTENCE_ENDS
        is_name_like = is_inside and token[0].isupper() and not token.isupper()
        may_be_capital = words.get(token.lower())
        if may_be_capital is None or (is_name_like and not may_be_capital):
            return WORD
        return token

    masked = TOKENS.sub(kept, text)
    run = re.escape(WORD) + r"(?:[\s'’.-]*" + re.escape(WORD) + ")+"  # noqa: RUF001
    return re.sub(run, WORD, masked)


def _masked_run(run: str, words: dict[str, bool]) -> str:
    letters = list(run)
    for start, end in character_pairs(run):
        if run[start:end] not in words:
            letters[start:end] = [WORD] * (end - start)
    return "".join(letters)
