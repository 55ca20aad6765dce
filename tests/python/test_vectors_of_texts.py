"""Texts as vectors: TF-IDF beside scikit-learn's, and neighbours in two languages."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from kindred import text_vectors as tv

pytestmark = pytest.mark.mathematics

TEXTS = [
    "Red ceramic mug",
    "blue ceramic mug mug",
    "Rote Kaffeetasse aus Keramik",
    "Kaffeetassen aus Keramik blau",
    "garden chair of teak",
    "garden chairs teak set of 4",
    "Gartenstuhl aus Teakholz",
    "xícara de café azul",
    "an ox",
]
GROUPS = [0, 0, 1, 1, 2, 2, 3, 4, 5]


def test_terms_are_those_of_scikit_learn():
    counts, vocabulary = tv.word_counts(TEXTS)
    words, word_idf = tv._telling(counts, vocabulary, 10**6)
    pieces = sorted({piece for word in vocabulary for piece in tv.pieces_of(word)})
    pieces, piece_idf = tv._telling(counts @ tv.piece_matrix(vocabulary, pieces), pieces, 10**6)
    mine = tv._weighted(counts, *tv._by_word(vocabulary, words, word_idf, pieces, piece_idf))
    mine = mine.toarray()
    by_word = TfidfVectorizer(token_pattern=r"\w+").fit(TEXTS)
    by_piece = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit(TEXTS)
    assert words == list(by_word.get_feature_names_out())
    assert pieces == list(by_piece.get_feature_names_out())
    halves = [peer.transform(TEXTS).toarray() for peer in (by_word, by_piece)]
    np.testing.assert_allclose(mine, np.hstack(halves), atol=1e-12)


def test_cosines_are_those_of_scikit_learn():
    space = tv.fit_text_space(TEXTS, width=6, seed=1)
    mine = tv.text_vectors(TEXTS, space).astype(np.float64)
    halves = [
        TfidfVectorizer(token_pattern=r"\w+").fit_transform(TEXTS).toarray(),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(TEXTS).toarray(),
    ]
    fit = TruncatedSVD(6, algorithm="arpack", random_state=1)
    peer = fit.fit_transform(np.hstack(halves)) / np.sqrt(fit.singular_values_)
    peer /= np.linalg.norm(peer, axis=1, keepdims=True)
    np.testing.assert_allclose(mine @ mine.T, peer @ peer.T, atol=1e-4)


def test_alike_texts_are_near_in_any_language():
    vectors = tv.text_vectors(TEXTS, tv.fit_text_space(TEXTS, width=8, seed=1))
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    for row in range(6):
        assert GROUPS[cosines[row].argmax()] == GROUPS[row]


def test_unseen_words_are_near_by_their_pieces():
    space = tv.fit_text_space(TEXTS, width=8, seed=1)
    new = tv.text_vectors(["kaffeetasschen", "chair!", "", "zzzz"], space)
    known = tv.text_vectors(TEXTS, space)
    assert GROUPS[(known @ new[0]).argmax()] == 1
    assert GROUPS[(known @ new[1]).argmax()] == 2
    assert not new[2:].any()
    np.testing.assert_allclose(np.linalg.norm(new[:2], axis=1), 1, atol=1e-6)


def test_order_and_repeats_do_not_matter():
    one = tv.fit_text_space(TEXTS, width=5, seed=1)
    other = tv.fit_text_space(TEXTS[::-1] + TEXTS[:4], width=5, seed=1)
    assert np.array_equal(one.factors, other.factors)
    assert one.words == other.words


def test_no_texts():
    space = tv.fit_text_space(["", "!"], width=3, seed=1)
    assert space.dimension == 0
    assert not tv.text_vectors(["anything"], space).any()


def test_the_most_frequent_terms_are_kept(monkeypatch):
    monkeypatch.setattr(tv, "MAX_WORDS", 2)
    space = tv.fit_text_space(TEXTS, width=3, seed=1)
    assert space.words == ("aus", "ceramic")  # three texts; then the first of those with two


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("a", [" a "]),
        ("ox", [" ox", "ox ", " ox "]),
        ("mug", [" mu", "mug", "ug ", " mug", "mug ", " mug "]),
    ],
)
def test_pieces_by_hand(word, pieces):
    assert tv.pieces_of(word) == pieces
