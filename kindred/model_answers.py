"""What a large model wrote, held against a schema and against the figures it was told."""

from __future__ import annotations

import json
import re

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
ENGLISH_FIGURE = re.compile(r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")
NUMBER_WORDS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|half|third|quarter|twice|doubled?|tripled?|percent)\b",
    re.IGNORECASE,
)
# links, addresses, money and masks: nothing that a customer should be sent unseen
FORBIDDEN = re.compile(r"https?:|www\.|\w\.\w{2,}/|[@#€$£¥%<>{}\[\]]|\bR\$")


class Refused(ValueError):
    """An answer that is not taken, and why, in a few words."""


def answered_json(answer: str, schema: dict) -> dict:
    """The JSON object that the answer is, or holds between code fences.

    Raises Refused when there is none, or it does not meet the JSON schema.
    """
    from jsonschema import ValidationError, validate

    text = re.sub(r"^\s*```(?:json)?\s*|\s*```\s*$", "", answer)
    try:
        found = json.loads(text)
        validate(found, schema)
    except (json.JSONDecodeError, RecursionError):
        raise Refused("not JSON") from None
    except ValidationError as error:
        where = "/".join(map(str, error.absolute_path)) or "the object"
        raise Refused(f"{where} does not meet the schema") from None
    return found


def figures(text: str) -> list[float]:
    """The numbers that an English text states in digits, such as 1,234.5.

    Raises Refused for one that is written in another way, which may mean another number.
    """
    tokens = FIGURE.findall(text)
    if odd := [token for token in tokens if not ENGLISH_FIGURE.fullmatch(token)]:
        raise Refused(f"the figure {odd[0]} cannot be read")
    return [float(token.replace(",", "")) for token in tokens]


def is_rounded(stated: float, value: float) -> bool:
    """Whether the stated number is the value to no fewer digits than it shows."""
    shown = f"{stated:.10f}".rstrip("0")
    decimals = len(shown.split(".")[1])
    return abs(stated - value) <= 0.5 * 10.0**-decimals + 1e-9
