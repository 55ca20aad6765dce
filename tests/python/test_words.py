"""Words where no blank parts them: in Python, in SQL, in vectors, in pain points and in masks."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from kindred.masking import masked_text
from kindred.pain_points import Phrases, pain_points
from kindred.text_vectors import fit_text_space, text_vectors
from kindred.words import words_of

WORDS = {
    "lamp of 赤いランプ": ["lamp", "of", "赤い", "いラ", "ラン", "ンプ"],
    "第3章 iPhoneケース": ["第", "3", "章", "iPhone", "ケー", "ース"],
    "发货太慢。差": ["发货", "货太", "太慢", "差"],
    "ไม่ดีมาก": ["ไม่", "ม่ดี", "ดีม", "มา", "าก"],  # a character keeps its vowel and its tone
    "ສະບາຍດີ": ["ສະ", "ະບ", "ບາ", "າຍ", "ຍດີ"],
    "မြန်မာ": ["မြန်", "န်မာ"],
    "Café de São Paulo": ["Café", "de", "São", "Paulo"],
    "한국어 문장 كتاب": ["한국어", "문장", "كتاب"],
    "": [],
}
MARKED = {"हिन्दी में": ["हिन्दी", "में"], "cafe\u0301": ["cafe\u0301"]}
COMPLAINTS = {
    "配送が遅い": [
        "配送が遅いです。もう頼みません",
        "とにかく配送が遅い。がっかり",
        "配送が遅いので困った",
    ],
    "发货太慢": ["发货太慢了", "等了两周,发货太慢", "客服说快了,可是发货太慢"],
}
PRAISE = {
    "配送が遅い": ["とても良い商品でした", "色がきれいで満足しています", "また買いたいと思います"],
    "发货太慢": ["质量很好", "非常喜欢,会再买", "颜色漂亮"],
}


@pytest.mark.parametrize(("text", "words"), (WORDS | MARKED).items())
def test_words_by_hand(text, words):
    assert words_of(text) == words


def test_the_sql_twin_finds_the_same(shop):
    """But for numbers, which are no words there."""
    values = ", ".join(f"({place}, '{text}')" for place, text in enumerate(WORDS))
    query = "select place, {{ kindred.words_of('said') }} as word from (values " + values
    query += ") as t (place, said)"
    run = shop.dbt("show", "--inline", query, "--limit", "-1", "--output", "json")
    assert run.code == 0, run.output
    rows = json.loads(run.output[run.output.index('{\n  "show"') :])["show"]
    found = sorted((row["place"], row["word"]) for row in rows)
    expected = [(place, word) for place, text in enumerate(WORDS) for word in WORDS[text]]
    assert found == sorted(row for row in expected if not row[1].isdigit())


def test_texts_with_a_word_in_common_are_near():
    texts = ["赤いランプ", "赤いテーブル", "青い椅子", "木の時計", "白い花瓶"]
    vectors = text_vectors(texts, fit_text_space(texts, width=8, seed=1))
    cosines = vectors @ vectors[0]
    assert cosines[1] > 0.07
    assert np.abs(cosines[2:]).max() < 1e-6


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_what_bad_reviews_say_is_found_and_written_as_they_write_it(complaint):
    texts = COMPLAINTS[complaint] * 20 + PRAISE[complaint] * 20
    phrases = Phrases(texts, [True] * 60 + [False] * 60, least_reviews=3)
    found = pain_points(phrases, np.zeros(120, int), least_reviews=3, most=10)
    assert (found[0].phrase, found[0].bad_count, found[0].other_count) == (complaint, 60, 0)
    assert all(point.phrase in "".join(texts) for point in found)


def test_a_character_is_told_where_all_its_pairs_are_shared():
    shared = dict.fromkeys(["配送", "送が", "が遅", "遅い", "です", "田さ", "さん", "悪"], True)
    assert masked_text("配送が遅いです", shared) == "配送が遅[word]す"
    assert masked_text("配送が遅い", shared) == "配送が遅い"
    assert masked_text("山田さん", shared) == "[word]さん"
    assert masked_text("悪。差", shared) == "悪。[word]"


def test_where_no_capital_marks_a_name_it_takes_ten_times_as_many_people(shop, monkeypatch):
    monkeypatch.setenv("KINDRED_LLM_BASE_URL", "http://nobody.example")
    monkeypatch.setenv("KINDRED_LLM_MODEL", "none")
    people = [f"u{number}" for number in range(50)]
    said = ["遅い 田中 slow" if place < 49 else "遅い slow" for place in range(50)]
    said[:5] = [f"{text} lamp" for text in said[:5]]
    at = "2025-03-01 10:00"
    events = pd.DataFrame({"user_id": people, "event_at": at, "event_type": "search"})
    reviews = pd.DataFrame({"review_id": people, "user_id": people, "reviewed_at": at})
    shop.write(events=events, reviews=reviews.assign(body=said))
    shop.build("--select", "+int_shared_words", llm_enabled=True)
    words = shop.rows("select word from kindred_language.int_shared_words", shop.warehouse)
    assert sorted(word for (word,) in words) == ["lamp", "slow", "遅い"]
