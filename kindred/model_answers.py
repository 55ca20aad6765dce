"""What a large model wrote, held against a schema and against the figures it was told."""

from __future__ import annotations

import json
import re

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
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
    """The numbers that a text states in digits, read as the writer may have meant them.

    A lone mark with one, two, or more than three digits behind it is a decimal mark; marks that
    part groups of three digits are not. Raises Refused for a number that reads as neither.
    """
    found = []
    for token in FIGURE.findall(text):
        if re.fullmatch(r"\d+", token):
            found.append(float(token))
        elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", token):
            found.append(float(token.replace(",", "")))
        elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", token):
            found.append(float(token.replace(".", "").replace(",", ".")))
        elif re.fullmatch(r"\d+[.,]\d+", token):
            found.append(float(token.replace(",", ".")))
        else:
            raise Refused(f"the figure {token} cannot be read")
    return found


def is_rounded(stated: float, value: float) -> bool:
    """Whether the stated number is the value to no fewer digits than it shows."""
    shown = f"{stated:.10f}".rstrip("0")
    decimals = len(shown.split(".")[1])
    return abs(stated - value) <= 0.5 * 10.0**-decimals + 1e-9
