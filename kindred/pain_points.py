"""What bad reviews complain of: phrases that mark them, and the topics that these phrases form."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from typing import NamedTuple

import numpy as np

from kindred.words import LETTERS, MARKS, RUN, UNSPACED, is_pair, is_unspaced, word_spans

DECIMALS = 9
MOST_WORDS = 4  # of a phrase
LEAST_Z = 1.96
PRIOR_SHARE = 0.1  # of all phrases counted: what the prior weighs
COMMON_SHARE = 0.04  # of the reviews; a word in more of them says nothing when it stands alone
SHORTEST_WORD = 3  # letters; a shorter word neither begins nor ends a phrase
LONGEST_GRAMMAR = 4  # letters; so long a word does neither when it is common and marks nothing
SAME_SHARE = 0.5  # of a phrase's bad reviews that say another one: then the two say the same
CONTEXT_WORDS = 3  # of the phrase that shows how a point is mostly said, or more
EXAMPLES = 3
TOPIC_PHRASES = 3  # in the label of a topic
LEAST_LOAD = 0.1  # of a phrase in the label, as a share of the heaviest one's
LEAST_STRENGTH = 0.05  # of a topic in a review that belongs to it; a review's length is 1
FEWEST_TOPIC_REVIEWS = 50  # bad ones; fewer form no topics
# an apostrophe or a hyphen may stand within a word; another mark, or a masked part, ends a phrase
PHRASE_WORD = re.compile(rf"{LETTERS}(?:['’-]{LETTERS})*|{RUN}")  # noqa: RUF001
PHRASE_END = re.compile(rf"\[\w+\]|[^\w\s'’{UNSPACED}{MARKS}-]+|\n")  # noqa: RUF001


class PainPoint(NamedTuple):
    """A phrase that marks the bad reviews of a scope.

    place: of the phrase in Phrases.names; context: the longer phrase that it is most often said in;
    bad_count, other_count: reviews of the scope that say it; log_odds: of the phrase in bad reviews
    of the scope over its odds in the shop's other reviews; z_score: the same in standard
    deviations; examples: places of up to three bad reviews that say it.
    """

    scope: int
    place: int
    phrase: str
    context: str | None
    bad_count: int
    other_count: int
    log_odds: float
    z_score: float
    examples: list[int]


class Topic(NamedTuple):
    """A label of a few phrases, the places of the bad reviews it says most of, and the clearest."""

    label: str
    reviews: np.ndarray
    examples: list[int]


class Phrases:
    """Which phrases of one to four words each text says, accents and case aside.

    texts: strings [n]; is_bad: bools [n]. A phrase does not go beyond a mark or a masked part in
    brackets. Phrases of fewer than least_reviews bad texts are not kept. is_readable tells which of
    them begin and end with more than a word of grammar, is_mark which of these mark bad texts
    beside all others. Raises ValueError when lengths differ.
    """

    def __init__(self, texts, is_bad, *, least_reviews: int):
        from scipy.sparse import csr_matrix

        self.texts, self.is_bad = list(texts), np.asarray(is_bad, dtype=bool)
        if len(self.texts) != len(self.is_bad):
            raise ValueError("texts and is_bad must be of the same length.")
        counts = Counter()
        for text, bad in zip(self.texts, self.is_bad, strict=True):
            if bad:
                counts.update(_phrases(text).keys())
        self.names = sorted(name for name, count in counts.items() if count >= least_reviews)
        self.length = np.array([name.count(" ") for name in self.names], dtype=np.int64)
        places = {name: place for place, name in enumerate(self.names)}
        # of all phrases, kept or not, by their number of words
        self.uses = np.zeros((len(self.texts), MOST_WORDS), dtype=np.int64)
        columns, ends = array("q"), [0]
        for row, text in enumerate(self.texts):
            said = _phrases(text)
            for name in said:
                self.uses[row, name.count(" ")] += 1
            columns.extend(sorted(places[name] for name in said if name in places))
            ends.append(len(columns))
        ones, shape = np.ones(len(columns), dtype=np.int64), (len(self.texts), len(self.names))
        self.says = csr_matrix((ones, np.array(columns, dtype=np.int64), ends), shape=shape)
        self.said_in = self.says.tocsc()
        bad, others = (self.counted(np.flatnonzero(rows)) for rows in (self.is_bad, ~self.is_bad))
        _, z = log_odds(*bad, *others)
        self.is_readable = _is_readable(self, z)
        self.is_mark = self.is_readable & (z >= LEAST_Z)
        self._spelled = {}

    def spelled(self, phrase: int) -> str:
        """The phrase as it is most often written in bad texts that say it; ties by the text."""
        if phrase not in self._spelled:
            name = self.names[phrase]
            rows = self.said_in[:, [phrase]].indices
            written = Counter(_phrases(self.texts[row])[name] for row in rows[self.is_bad[rows]])
            self._spelled[phrase] = min(written, key=lambda text: (-written[text], text))
        return self._spelled[phrase]

    def counted(self, rows) -> tuple[np.ndarray, np.ndarray]:
        """How many of the rows say each phrase, and all uses of phrases of as many words."""
        counts = np.asarray(self.says[rows].sum(axis=0)).ravel()
        return counts, self.uses[rows].sum(axis=0)[self.length]


def pain_points(
    phrases: Phrases, scopes, *, least_reviews: int, most: int, titles=None
) -> list[PainPoint]:
    """The phrases that mark bad reviews, within each scope, those with the highest z first.

    scopes: whole numbers [n], such as an item of each text; -1 for none. A point must mark the bad
    reviews of the whole shop and the bad reviews of the scope, both beside the shop's reviews that
    are not bad (z of LEAST_Z), and stand in least_reviews bad reviews of the scope; of two points
    that say the same (one contains the other, or they share words and most of their reviews) only
    one is kept. At most `most` for a scope. titles: texts [n] or None, the name of each scope: its
    words alone are no point.

    The log-odds have an informative Dirichlet prior: the phrases of all reviews, weighing
    PRIOR_SHARE of them; phrases are compared with phrases of as many words. Source: Monroe,
    Colaresi and Quinn (2008), "Fightin' words", equations 15 to 22.
    """
    scopes = np.asarray(scopes)
    others = phrases.counted(np.flatnonzero(~phrases.is_bad))
    corpus = tuple(
        ours + theirs
        for ours, theirs in zip(
            phrases.counted(np.flatnonzero(phrases.is_bad)), others, strict=True
        )
    )
    named, sizes = np.unique(scopes[(scopes >= 0) & phrases.is_bad], return_counts=True)
    found = []
    for scope in named[sizes >= least_reviews]:
        rows = np.flatnonzero(scopes == scope)
        bad_rows = rows[phrases.is_bad[rows]]
        counts, totals = phrases.counted(bad_rows)
        odds, z = log_odds(counts, totals, *others, corpus=corpus)
        kept = np.flatnonzero(phrases.is_mark & (z >= LEAST_Z) & (counts >= least_reviews))
        kept = _without_nested(phrases.names, kept[np.argsort(-z[kept], kind="stable")], counts)
        title = titles[rows[0]] if titles is not None else None
        kept = _said_anew(phrases, kept, bad_rows, set(_phrases(title or "")))
        said = phrases.counted(rows)[0]
        for phrase in kept[:most]:
            examples = np.intersect1d(phrases.said_in[:, [phrase]].indices, bad_rows)
            point = PainPoint(
                int(scope),
                phrase,
                phrases.spelled(phrase),
                _context(phrases, phrase, examples, least_reviews),
                int(counts[phrase]),
                int(said[phrase] - counts[phrase]),
                float(odds[phrase]),
                float(z[phrase]),
                _shortest(phrases.texts, examples),
            )
            found.append(point)
    return found


def said_point(phrases: Phrases, points: list[PainPoint], row: int) -> str | None:
    """The first of the points (of one scope, best first) that a text says."""
    said = set(phrases.says[[row]].indices.tolist())
    return next((point.phrase for point in points if point.place in said), None)


def log_odds(counts, totals, other_counts, other_totals, *, corpus=None):
    """(log-odds, z) of each phrase in one body of text over another, with an informative prior.

    counts, other_counts: uses of each phrase [m]; totals, other_totals: uses of all phrases that it
    competes with [m]; corpus: such a pair that the prior is taken of, else the two bodies together.
    The prior weighs PRIOR_SHARE of the corpus. Rounded to nine decimals.
    """
    uses, size = corpus or (counts + other_counts, totals + other_totals)
    expected, strength = PRIOR_SHARE * uses, PRIOR_SHARE * size
    here, there = counts + expected, other_counts + expected
    odds = np.log(here / (totals + strength - here)) - np.log(
        there / (other_totals + strength - there)
    )
    return np.round(odds, DECIMALS), np.round(odds / np.sqrt(1 / here + 1 / there), DECIMALS)


def pain_topics(phrases: Phrases, *, count: int, seed: int) -> list[Topic]:
    """Topics of the bad reviews, the largest first; fewer than count where some say nothing.

    Non-negative factors of the TF-IDF weights of the phrases that mark bad reviews. A review
    belongs to the topic that says at least half of what all topics say of it, or to none. No topics
    for fewer than FEWEST_TOPIC_REVIEWS bad reviews. Source: Lee and Seung (1999), "Learning the
    parts of objects by non-negative matrix factorization"; fitted by scikit-learn.
    """
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer
    from threadpoolctl import threadpool_limits

    marks = np.flatnonzero(phrases.is_mark)
    bad_counts = phrases.counted(np.flatnonzero(phrases.is_bad))[0]
    marks = np.array(_without_nested(phrases.names, marks, bad_counts), dtype=np.int64)
    says = phrases.says[:, marks]
    rows = np.flatnonzero(phrases.is_bad & (np.asarray(says.sum(axis=1)).ravel() > 0))
    count = min(count, len(marks))
    if len(rows) < FEWEST_TOPIC_REVIEWS or count < 1:
        return []
    weights = TfidfTransformer().fit_transform(says[rows])
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a topic is as good some steps before it has settled
        model = NMF(count, init="nndsvda", random_state=seed, max_iter=300)
        shares = np.round(model.fit_transform(weights), DECIMALS)
    loads = np.round(model.components_, DECIMALS)
    # a topic's scale is arbitrary: what it says of a review is its share times its length
    strength = shares * np.linalg.norm(loads, axis=1)
    is_clear = strength.max(axis=1) >= np.maximum(0.5 * strength.sum(axis=1), LEAST_STRENGTH)
    topic_of = np.where(is_clear, strength.argmax(axis=1), -1)
    topics = []
    for topic in np.unique(topic_of[topic_of >= 0]):
        members = np.flatnonzero(topic_of == topic)
        clearest = members[np.argsort(-strength[members, topic], kind="stable")][:EXAMPLES]
        label = _label(phrases, marks, loads[topic])
        topics.append(Topic(label, np.sort(rows[members]), rows[clearest].tolist()))
    return sorted(topics, key=lambda topic: (-len(topic.reviews), topic.label))


def _phrases(text: str) -> dict[str, str]:
    """Every phrase of a text, without accents and capitals, and how the text first writes it."""
    found = {}
    for part in PHRASE_END.split(text.lower()):
        spans = word_spans(part, PHRASE_WORD)
        words = [part[start:end] for start, end in spans]
        plain = [word if is_unspaced(word) else _without_accents(word) for word in words]
        added = [
            word if place == 0 else _added(part, *spans[place - 1 : place + 1])
            for place, word in enumerate(words)
        ]
        for start in range(len(words)):
            for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
                written = words[start] + "".join(added[start + 1 : end])
                found.setdefault(" ".join(plain[start:end]), written)
    return found


def _added(part: str, before: tuple[int, int], word: tuple[int, int]) -> str:
    """What a word adds to the one before it: itself behind a blank, or what is not yet written."""
    blank = " " if word[0] > before[1] else ""
    return blank + part[max(word[0], before[1]) : word[1]]


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _is_readable(phrases: Phrases, z) -> np.ndarray:
    """Whether a phrase can stand alone: no word of grammar by itself or at its ends.

    Such words are known by being short, and in many reviews without marking the bad ones.
    """
    share = np.asarray(phrases.says.sum(axis=0)).ravel() / max(len(phrases.texts), 1)
    words = {name: place for place, name in enumerate(phrases.names) if " " not in name}
    common = {name for name, place in words.items() if share[place] > COMMON_SHARE}
    grammar = {name for name in common if len(name) <= LONGEST_GRAMMAR and z[words[name]] < LEAST_Z}

    def is_word(name: str, least: int) -> bool:
        return len(name) >= least or is_pair(name)

    def readable(name: str) -> bool:
        if not any(letter.isalpha() for letter in name):
            return False
        parts = name.split(" ")
        ends = (parts[0], parts[-1])
        if len(parts) == 1:
            return name not in common and is_word(name, SHORTEST_WORD + 1)
        return all(is_word(end, SHORTEST_WORD) and end not in grammar for end in ends)

    return np.array([readable(name) for name in phrases.names], dtype=bool)


def _without_nested(names, candidates, counts) -> list[int]:
    """Of a phrase and a longer one around it, the longer where it has most of the other's uses."""
    inside = {names[phrase]: phrase for phrase in candidates}
    dropped = set()
    for phrase in sorted(candidates, key=lambda phrase: -names[phrase].count(" ")):
        words = names[phrase].split(" ")
        parts = [
            inside[part]
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
            if (part := " ".join(words[start:end])) in inside and part != names[phrase]
        ]
        if all(counts[phrase] >= SAME_SHARE * counts[part] for part in parts):
            dropped.update(parts)
        else:
            dropped.add(phrase)
    return [int(phrase) for phrase in candidates if phrase not in dropped]


def _said_anew(phrases: Phrases, ordered: list[int], rows, taken: set[str]) -> list[int]:
    """Those that are not mostly said where an earlier one with a word in common is said.

    taken: words that are no point by themselves.
    """
    said = phrases.says[rows].tocsc()[:, ordered]
    kept, sets = [], {}
    for place, phrase in enumerate(ordered):
        words = set(phrases.names[phrase].split(" "))
        where = set(said.indices[said.indptr[place] : said.indptr[place + 1]].tolist())
        is_repeated = any(
            words & set(phrases.names[other].split(" "))
            and len(where & sets[other]) > SAME_SHARE * len(where)
            for other in kept
        )
        if not is_repeated and not words <= taken:
            kept.append(phrase)
            sets[phrase] = where
    return kept


def _context(phrases: Phrases, phrase: int, rows, least_reviews: int) -> str | None:
    """The phrase of three words or more around another that most of the rows say; ties by name."""
    counts = np.asarray(phrases.says[rows].sum(axis=0)).ravel()
    inner = f" {phrases.names[phrase]} "
    is_long = phrases.is_readable & (phrases.length >= CONTEXT_WORDS - 1)
    around = [
        place
        for place in np.flatnonzero(is_long & (counts >= least_reviews))
        if place != phrase and inner in f" {phrases.names[place]} "
    ]
    best = min(around, key=lambda place: (-counts[place], phrases.names[place]), default=None)
    return None if best is None else phrases.spelled(best)


def _shortest(texts, rows) -> list[int]:
    """The places of the texts that are read soonest; ties by the text itself."""
    return sorted(rows.tolist(), key=lambda row: (len(texts[row]), texts[row]))[:EXAMPLES]


def _label(phrases: Phrases, marks, loads) -> str:
    """The heaviest phrases that do not repeat each other's words."""
    chosen, words = [], set()
    for place in np.argsort(-loads, kind="stable"):
        if loads[place] <= LEAST_LOAD * loads.max() or len(chosen) == TOPIC_PHRASES:
            break
        own = set(phrases.names[marks[place]].split(" "))
        if not own & words:
            chosen.append(phrases.spelled(marks[place]))
            words |= own
    return " · ".join(chosen)
