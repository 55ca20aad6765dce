"""Texts as vectors of a large model in a whole build: what leaves, what is kept, what it gives."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd
import pytest
from conftest import Shop, together
from llm_server import serving
from test_llm_build import BODIES, SECRETS, TITLE

ROOM = ["--select", "+item_vectors", "+user_vectors", "+vector_candidates", "+llm_requests"]
ROOM += ["--resource-type", "model", "--resource-type", "seed"]
ON = {"vectors_enabled": True, "vector_dimension": 8, "vector_encoders": ["text", "llm"]}
ON |= {"llm_enabled": True, "llm_max_calls_per_minute": 60_000, "llm_timeout_seconds": 10}
MODEL = "meaning-1"


def meaning(text: str) -> list[float]:
    """Six numbers of any sign that hang on the text alone."""
    rng = np.random.default_rng(zlib.crc32(text.encode()))
    return rng.standard_normal(6).round(3).tolist()


def vector_of(text: str) -> np.ndarray:
    """What the room must make of it: length 1, zeros up to the width."""
    values = np.pad(meaning(text), (0, 2))
    return values / np.linalg.norm(values)


@pytest.fixture(scope="module")
def server():
    with serving({"EMBEDDING_MODEL": MODEL}, vector=meaning) as server:
        yield server


@pytest.fixture(scope="module")
def shop(tmp_path_factory, small_demo) -> Shop:
    """One tenth of the demo shop, with people who search for, and write, what must not leave."""
    people = [f"planted-user-{place}" for place in range(len(BODIES))]
    searches = pd.DataFrame(
        {
            "user_id": people,
            "event_at": pd.Timestamp("2025-12-20 10:00:00"),
            "event_type": "search",
            "search_query": [f"{body} record player" for body in BODIES],
        }
    )
    review = {"item_id": None, "reviewed_at": "2025-12-20T10:00:00Z", "rating": 1.0}
    reviews = pd.DataFrame({"user_id": people, "body": BODIES, **review})
    reviews["review_id"] = [f"p{place}" for place in range(len(BODIES))]
    items = small_demo["items"].copy()
    items.loc[0, "title"] += f", {TITLE}"
    items.loc[0, "description"] = f"{BODIES[0]} {items.loc[0, 'description']}"
    added = {"events": searches, "reviews": reviews}
    frames = {
        name: pd.concat([small_demo[name], frame], ignore_index=True)
        for name, frame in added.items()
    }
    return Shop(tmp_path_factory.mktemp("llm_vectors")).write(
        **{**small_demo, **frames, "items": items}
    )


@pytest.fixture(scope="module")
def refused(shop, server) -> list[tuple]:
    """What the room holds when the endpoint permits nothing."""
    server.faults = [401]
    shop.build(*ROOM, **ON)
    assert len(server.requests) == 1
    query = "select encoder, count(*) from working.kindred.item_vectors group by encoder"
    return rows(shop, query)


@pytest.fixture(scope="module")
def built(shop, server, refused) -> Shop:
    """The build after that one, which asks on."""
    shop.build(*ROOM, **ON)
    return shop


def rows(shop: Shop, query: str) -> list[tuple]:
    return shop.rows(query, shop.warehouse)


def test_without_answers_the_offline_vectors_stand(refused):
    assert refused == [("text", 498)]  # the demo shop's items that were accepted


def test_the_tables_have_the_encoder_beside_the_offline_one(built):
    for table, key in (("item_vectors", "item_id"), ("user_vectors", "user_id")):
        known = {
            encoder: {name for (name,) in rows(built, query)}
            for encoder in ("text", "llm")
            for query in [f"select {key} from kindred.{table} where encoder = '{encoder}'"]
        }
        assert len(known["llm"]) > 100
        assert known["llm"] == known["text"]
    versions = rows(built, "select distinct version, dimension from kindred.item_vectors")
    assert [dimension for version, dimension in versions if version.startswith(f"{MODEL} ")] == [6]
    query = "select count(distinct user_id) from kindred.vector_candidates where encoder = 'llm'"
    assert rows(built, query)[0][0] > 100


def test_vectors_are_those_of_the_model(built):
    """An item where its masked text is; who only wrote, in the sum of what they wrote."""
    ((item,),) = rows(
        built,
        "select vector from kindred.item_vectors where encoder = 'llm' and item_id = 'i0002'",
    )
    text = (
        "Nordic Hose Reel 10 l Hose Reel in our nordic line by Gartenfroh."
        " [word] of the favourites of our garden department. Garden Watering Gartenfroh"
    )
    np.testing.assert_allclose(item, vector_of(text), atol=1e-6)
    sent = rows(built, "select text_sent from working.kindred.llm_requests order by 1")
    written = [text for (text,) in sent if "[phone]" in text]
    assert len(written) == 2
    ((user,),) = rows(
        built,
        "select vector from kindred.user_vectors where encoder = 'llm'"
        " and user_id = 'planted-user-0'",
    )
    total = sum(vector_of(text) for text in written)
    np.testing.assert_allclose(user, total / np.linalg.norm(total), atol=1e-6)


def test_personal_data_does_not_leave(built, server):
    assert any("[word]" in text for text in server.texts)
    for secret in SECRETS:
        assert [text for text in server.texts if secret in text] == [], secret


def test_what_left_is_listed(built, server):
    sent = {text for _, body, _ in server.requests for text in body["input"]}
    query = "select text_sent, purpose, model, is_answered from working.kindred.llm_requests"
    listed = rows(built, query)
    assert {text for text, *_ in listed} == sent
    assert len(listed) == len(sent) > 600
    assert {tuple(row) for _, *row in listed} == {("embedding", MODEL, True)}


def test_the_second_build_asks_nothing_and_gives_the_same(built, server):
    query = "from kindred_vectors.int_vectors where encoder = 'llm' order by all"
    before, requests = rows(built, query), len(server.requests)
    run = built.build("--full-refresh", *ROOM, "--threads", "1", **ON)
    assert len(server.requests) == requests
    assert rows(built, query) == before
    assert "planted-key" not in run.output


def test_what_is_missing_is_said_in_one_sentence(shop, server, monkeypatch):
    monkeypatch.setenv("KINDRED_LLM_EMBEDDING_MODEL", "")
    words = ("run", "--select", "int_as_of")
    unnamed, disabled = together((shop, words, ON), (shop, words, ON | {"llm_enabled": False}))
    assert (unnamed.code, disabled.code) == (1, 1)
    assert "KINDRED_LLM_BASE_URL, KINDRED_LLM_EMBEDDING_MODEL and" in unnamed.output
    assert "'vector_encoders' names llm and 'llm_enabled' is false" in disabled.output
