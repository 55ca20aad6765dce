"""What a large model wrote, held against a schema and against what it must not say."""

from __future__ import annotations

import json
import re
import unicodedata

# links, addresses, money and masks: nothing that a customer should be sent unseen
FORBIDDEN = re.compile(
    r"https?:|www\.|\w\.\w{2,}|\b(?:dot|punkt|punto|ponto|point)\W{1,3}(?:com|net|org|info|io|shop)\b"
    r"|[@#€$£¥%<>{}\[\]]|\br\$"
)
# In plain letters, as in_plain_letters gives them. Left out are words that mostly mean something
# else, in any of the languages: German "ein" and "einmal", French "un", Portuguese "dos".
NUMBER_WORDS = {
    "en": r"""(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:s|th|fold)?
        |second(?!\W?hand)\w*|thirds?|quarter\w*|(?:fif|eigh|nin|twelf)ths?
        |(?:thir|four|fif|six|seven|eigh|nine)teen\w*
        |(?:twen|thir|for|fif|six|seven|eigh|nine)t(?:y|ies|ieth)\w*
        |dozens?|\w*hundred\w*|\w*thousand\w*|(?:m|b|tr)illion\w*|half|halves|halved
        |once|twice|thrice|single|singly|couple\W+of|doubl\w+|treble\w*
        |(?:tri|quadru|quintu|sextu)pl\w+|fortnight\w*|decades?
        |per\W?cent\w*|pct""",
    "de": r"""(?:null|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf)
        (?:er|mal|fach\w*|t(?:e[lmnrs]?|eln))?|siebte[nrs]?|dritt\w+|halb(?:e[nrms]?)?|halfte
        |(?:drei|vier|funf|sech|sieb|acht|neun)zehn\w*|prozent\w*|dutzend\w*|\w*doppelt\w*
        |\w*(?:zwanzig|dreissig|(?:vier|funf|sech|sieb|acht|neun)zig)\w*
        |\w*hundert\w*|\w*tausend\w*|milliarden?""",
    "es": r"""tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+
        |veint\w+|(?:trein|cuaren|cincuen|sesen|seten|ochen|noven)ta|cien|cientos?|\w+cientos
        |quinientos|mil|mill(?:on|ones)|mitad|tercios?|cuartos?|docenas?|doble|segund[oa]|tercer[oa]?
        """,
    "fr": r"""deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize
        |vingts?|trente|quarante|cinquante|soixante|cents?|mille|milliards?|pour\W?cents?
        |(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix)iemes?|demie?s?|moitie|tiers|quarts?
        |(?:diz|douz|quinz|vingt|trent|cent)aines?""",
    "pt": r"""dois|duas|quatro|cinco|sete|oito|nove|dez|dezess\w+|dezoito|dezenove|vinte|trinta
        |quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem|cento|duzent\w+|trezent\w+
        |milh(?:ao|oes)|metade|tercos?|quartos?|duzias?|dezenas?|centenas?|terceir[oa]s?|dobro""",
}


def words_of(lists: dict[str, str]) -> str:
    """The pattern of the words of all languages, each whole; lists: a pattern for each."""
    return r"\b(?:" + re.sub(r"\s+", "", "|".join(lists.values())) + r")\b"


NUMBER_WORD = re.compile(words_of(NUMBER_WORDS))
# capitals, from II to XXXIX; those with L, C, D and M are sizes and abbreviations for the most part
ROMAN_NUMBER = re.compile(r"\b(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})\b")


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


def in_plain_letters(text: str) -> str:
    """The text in small letters, without accents and what does not show, ligatures undone."""
    parts = unicodedata.normalize("NFKD", text)
    shown = (letter for letter in parts if unicodedata.category(letter) not in ("Mn", "Cf"))
    return "".join(shown).casefold()


def refuse_figures_and_links(text: str) -> None:
    """Raise Refused when a text has a number in signs or words, a link, or an address.

    Numbers in words are those of NUMBER_WORDS.
    """
    plain = in_plain_letters(text)
    if ROMAN_NUMBER.search(unicodedata.normalize("NFKC", text)):
        raise Refused("a Roman number")
    if any(letter.isnumeric() for letter in text + plain):
        raise Refused("a figure")
    if FORBIDDEN.search(plain):
        raise Refused("a link, an address or money")
    if word := NUMBER_WORD.search(plain):
        raise Refused(f"a number in words: {word.group()}")
