"""Moods, pain points and topics: on texts whose truth is known, and beside worked numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kindred.pain_points import (
    PRIOR_SHARE,
    Phrases,
    log_odds,
    pain_points,
    pain_topics,
    said_point,
)
from kindred.sentiment import text_sentiments

pytestmark = pytest.mark.mathematics

GOOD = ["lovely {}, thank you", "arrived fast, great {}", "o {} é ótimo, recomendo"]
BAD = ["the {} broke at once", "never arrived, where is my {}", "o {} não funciona, péssimo"]
MIDDLING = ["the {} is fine, I suppose", "an ordinary {}, nothing more", "o {} é razoável"]
NOUNS = ["lamp", "chair", "table", "cup", "coat", "ring", "book", "vase"]


def planted(n: int = 600, seed: int = 1):
    """Texts in two languages whose words follow from their labels (0 bad, 1 middling, 2 good)."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(3, n, p=[0.3, 0.15, 0.55])
    nouns = rng.choice(NOUNS, n)
    texts = [
        (BAD, MIDDLING, GOOD)[label][rng.integers(3)].format(noun)
        for label, noun in zip(labels, nouns, strict=True)
    ]
    return texts, labels, rng.integers(0, 3, n)


def test_moods_are_told_and_add_up():
    texts, labels, folds = planted()
    found = text_sentiments(texts, labels, folds)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-8)
    assert np.mean(found.argmax(axis=1) == labels) > 0.99


def test_a_label_does_not_reach_its_own_text():
    """Labels that follow nothing are told no better than chance, and a fold's do not move it."""
    texts, _, folds = planted()
    unique = [f"{text} {place}" for place, text in enumerate(texts)]
    labels = np.random.default_rng(2).choice([0, 2], len(texts))
    found = text_sentiments(unique, labels, folds)
    assert abs(np.mean(found.argmax(axis=1) == labels) - 0.5) < 0.08
    turned = np.where(folds == 1, 2 - labels, labels)
    np.testing.assert_array_equal(
        text_sentiments(unique, turned, folds)[folds == 1], found[folds == 1]
    )


def test_texts_without_stars_get_the_mean_of_the_models_whatever_their_fold():
    texts, labels, folds = planted()
    unknown = np.arange(len(texts)) % 5 == 0
    given = np.where(unknown, -1, labels)
    found = text_sentiments(texts, given, folds)
    assert np.mean(found[unknown].argmax(axis=1) == labels[unknown]) > 0.99
    other = text_sentiments(texts, given, np.where(unknown, 7, folds))
    np.testing.assert_array_equal(found, other)


def test_too_little_to_learn_from_says_nothing():
    texts, labels, folds = planted(60)
    assert np.isnan(text_sentiments(texts, labels, folds)).all()
    texts, labels, folds = planted()
    assert np.isnan(text_sentiments(texts, np.full(600, 2), folds)).all()
    assert np.isnan(text_sentiments(texts, np.full(600, -1), folds)).all()
    assert text_sentiments([], [], []).shape == (0, 3)
    assert np.isnan(text_sentiments([""] * 600, labels, folds)).all()
    with pytest.raises(ValueError, match="same length"):
        text_sentiments(texts, labels[1:], folds)
    with pytest.raises(ValueError, match="labels"):
        text_sentiments(texts, labels + 1, folds)


def test_log_odds_are_those_of_the_paper():
    """Equations 16 and 20 to 22 of Monroe, Colaresi and Quinn, worked by hand for one word."""
    y_i, n_i, y_j, n_j = 12, 100, 5, 300
    alpha, alpha_0 = PRIOR_SHARE * (y_i + y_j), PRIOR_SHARE * (n_i + n_j)
    delta = math.log((y_i + alpha) / (n_i + alpha_0 - y_i - alpha)) - math.log(
        (y_j + alpha) / (n_j + alpha_0 - y_j - alpha)
    )
    variance = 1 / (y_i + alpha) + 1 / (y_j + alpha)
    odds, z = log_odds(*(np.array([value]) for value in (y_i, n_i, y_j, n_j)))
    assert odds[0] == pytest.approx(delta, abs=1e-9)
    assert z[0] == pytest.approx(delta / math.sqrt(variance), abs=1e-9)


def complaints():
    """120 bad reviews of two kinds and 300 others; items 0 and 1 have one kind each."""
    texts, bad, items = [], [], []
    for n in range(60):
        noun = NOUNS[n % 8]
        texts += [f"The {noun}: broken zipper, {n}", f"Não recebi o {noun}. {n}"]
        bad += [True, True]
        items += [0, 1]
    for n in range(300):
        noun = NOUNS[n % 8]
        texts.append(f"The {noun} arrived, all is well with a {noun} {n}. Recebi o {noun}")
        bad.append(False)
        items.append(n % 3)
    return texts, np.array(bad), np.array(items)


def test_the_phrases_that_mark_bad_reviews_are_found_with_their_counts():
    texts, bad, items = complaints()
    phrases = Phrases(texts, bad, least_reviews=3)
    found = pain_points(phrases, np.zeros(len(texts), int), least_reviews=3, most=10)
    by_phrase = {point.phrase: point for point in found}
    assert list(by_phrase) == ["broken zipper", "não recebi"]
    for point in found:
        assert (point.bad_count, point.other_count) == (60, 0)
        assert len(point.examples) == 3
        assert all(bad[row] and point.phrase in texts[row].lower() for row in point.examples)
    assert by_phrase["broken zipper"].context is None
    # each item's own bad reviews
    found = pain_points(phrases, items, least_reviews=3, most=10)
    assert [(point.scope, point.phrase) for point in found] == [
        (0, "broken zipper"),
        (1, "não recebi"),
    ]
    assert said_point(phrases, found, 0) == "broken zipper"
    assert said_point(phrases, found, len(texts) - 1) is None


def test_of_two_phrases_one_within_the_other_the_one_that_says_more_is_kept():
    others = [f"all is well, {n}" for n in range(4000)]
    for short_only, kept in ((20, "broken zipper"), (70, "broken")):
        texts = ["broken zipper"] * 60 + ["broken"] * short_only + others
        bad = np.arange(len(texts)) < 60 + short_only
        phrases = Phrases(texts, bad, least_reviews=3)
        found = pain_points(phrases, np.zeros(len(texts), int), least_reviews=3, most=10)
        assert kept == found[0].phrase
        assert [point.phrase for point in found if "broken" in point.phrase] == [kept]


def test_order_of_texts_changes_nothing():
    texts, bad, items = complaints()
    order = np.random.default_rng(3).permutation(len(texts))
    results = []
    for places in (np.arange(len(texts)), order):
        said = [texts[place] for place in places]
        phrases = Phrases(said, bad[places], least_reviews=3)
        points = pain_points(phrases, items[places], least_reviews=3, most=10)
        topics = pain_topics(phrases, count=2, seed=1)
        results.append(
            (
                [
                    point[:2] + point[2:8] + ([said[row] for row in point.examples],)
                    for point in points
                ],
                [(topic.label, sorted(said[row] for row in topic.reviews)) for topic in topics],
            )
        )
    assert results[0] == results[1]


def test_a_scope_with_few_bad_reviews_has_no_points_and_titles_are_none():
    texts, bad, items = complaints()
    phrases = Phrases(texts, bad, least_reviews=3)
    few = np.where(np.arange(len(texts)) < 4, 0, -1)  # two bad reviews of each kind
    assert pain_points(phrases, few, least_reviews=3, most=10) == []
    titles = ["Zipper, broken"] * len(texts)
    found = pain_points(phrases, items, least_reviews=3, most=10, titles=titles)
    assert [point.phrase for point in found] == ["não recebi"]


def test_a_phrase_ends_at_a_mark_and_at_a_masked_part():
    texts = ["so bad. very sad", "so bad [email] very sad", "So Bad! Very Sad"] * 10
    texts += ["all is well", "it is nice"] * 40
    phrases = Phrases(texts, [True] * 30 + [False] * 80, least_reviews=3)
    assert "so bad" in phrases.names
    assert not any("bad very" in name or "email" in name for name in phrases.names)


def test_topics_part_the_kinds_of_complaints():
    texts, bad, _ = complaints()
    phrases = Phrases(texts, bad, least_reviews=3)
    topics = pain_topics(phrases, count=2, seed=1)
    kinds = {frozenset("zipper" in texts[row] for row in topic.reviews) for topic in topics}
    assert kinds == {frozenset([True]), frozenset([False])}
    assert [len(topic.reviews) for topic in topics] == [60, 60]
    assert {topic.label for topic in topics} == {"broken zipper", "não recebi"}
    few = Phrases(texts[:20], bad[:20], least_reviews=3)
    assert pain_topics(few, count=2, seed=1) == []
    assert Phrases([], [], least_reviews=3).names == []
    with pytest.raises(ValueError, match="same length"):
        Phrases(texts, bad[1:], least_reviews=3)


def test_texts_of_another_kind_are_read_and_teach_nothing():
    texts, labels, folds = planted()
    others = ["the lamp broke at once", "lovely chair, thank you", "zzz lamp zzz", ""]
    found = text_sentiments(texts, labels, folds, others)
    assert found.shape == (len(texts) + 4, 3)
    np.testing.assert_array_equal(found[: len(texts)], text_sentiments(texts, labels, folds))
    assert found[-4:-2].argmax(axis=1).tolist() == [0, 2]
    alone = text_sentiments([*texts, others[0]], [*labels, -1], [*folds, 0])
    np.testing.assert_allclose(found[-4], alone[-1], atol=0.02)
