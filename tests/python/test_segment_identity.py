"""Ids are carried over, names fit the profile: cases worked by hand."""

import numpy as np
import pytest

from kindred.segment_identity import (
    Archetypes,
    Profile,
    Released,
    carry_identity,
    match_segments,
    unique_names,
)

pytestmark = pytest.mark.mathematics

ARCHETYPES = [
    ("Champions", "orders", 1, None, None),
    ("Champions", "recency", -1, None, None),
    ("Explorers", "items", 1, None, None),
]
FEATURES = ["orders", "recency", "items"]


def profile(*differences, typical=(0, 0, 0)) -> Profile:
    return Profile(np.array(differences, dtype=float), np.array(typical, dtype=float))


def pairs(shared, closeness=None, names=("Alpha", "Beta", "Gamma", "Delta")):
    """Clusters in rows, released segments 11, 12, … in columns."""
    return [
        Released(row, 11 + column, names[column], count, closeness and closeness[row][column])
        for row, counts in enumerate(shared)
        for column, count in enumerate(counts)
    ]


def test_bigger_part_of_a_split_carries_on_and_a_handful_of_strangers_is_no_match():
    # cluster 0 shares 600 of Alpha's 1000 users, cluster 1 the other 400; cluster 2 shares 5 of
    # Beta's 100 users, the other 95 are in cluster 0: overlap 5/(5 + 100 - 5) = .05 < .1
    shared = [[600, 95], [400, 0], [0, 5]]
    assert match_segments(3, [11, 12], pairs(shared)) == {0: 11}


def test_largest_total_not_the_largest_count():
    # shared over users in either: 50/120 and 40/90 in the first row, 30/80 and 0 in the second;
    # .375 + .444 is more than .417 + 0
    assert match_segments(2, [11, 12], pairs([[50, 40], [30, 0]])) == {0: 12, 1: 11}


def test_centres_decide_where_nobody_is_shared_and_members_where_many_are():
    crossed = [[0.1, 0.9], [0.8, 0.2]]
    nobody = [[0, 0], [0, 0]]
    assert match_segments(2, [11, 12], pairs(nobody, crossed)) == {0: 12, 1: 11}
    assert match_segments(2, [11, 12], pairs([[300, 0], [0, 300]], crossed)) == {0: 11, 1: 12}
    # ten shared users: trust 10/40; 0-11: .25 * 5/5 + .75 * .1 = .325 against .75 * .9 = .675
    assert match_segments(2, [11, 12], pairs([[5, 0], [0, 5]], crossed)) == {0: 12, 1: 11}


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="zero or more"):
        match_segments(1, [11], pairs([[-1]]))


def test_an_id_is_never_given_twice():
    always = lambda cluster, name: True  # noqa: E731
    found = carry_identity(["A", "B", "C"], always, pairs([[0], [50], [0]]), last_id=40)
    assert found == [(41, "A"), (11, "Alpha"), (42, "C")]
    assert carry_identity(["A"], always, []) == [(1, "A")]


def test_names_are_unique_and_the_shops_own_come_first():
    always = lambda cluster, name: True  # noqa: E731
    found = carry_identity(["Alpha", "Alpha", "x"], always, pairs([[50], [0], [0]]))
    assert found == [(11, "Alpha"), (12, "Alpha 2"), (13, "x")]
    own = {11: "Stars", 13: "Alpha"}
    found = carry_identity(["a", "Alpha", "x"], always, pairs([[50], [0], [0]]), 0, own)
    assert found == [(11, "Stars"), (12, "Alpha 2"), (13, "Alpha")]


def test_an_own_name_that_another_segment_has_makes_the_other_give_way():
    always = lambda cluster, name: True  # noqa: E731
    shared = [[50, 0], [0, 50]]
    found = carry_identity(["Alpha", "x"], always, pairs(shared), 0, {12: "Alpha"})
    assert found == [(11, "Alpha 2"), (12, "Alpha")]
    # what a segment that is gone was called is free
    found = carry_identity(["a", "x"], always, pairs(shared), 0, {99: "Alpha"})
    assert found == [(11, "Alpha"), (12, "Beta")]
    # an old fit is named in the same way
    old = {1: "Lapsed", 2: "Champions", 3: "Lapsed 2"}
    assert unique_names(old, old, {2: "Lapsed"}) == {1: "Lapsed 3", 2: "Lapsed", 3: "Lapsed 2"}


def test_a_name_that_the_profile_has_come_to_contradict_is_given_up():
    archetypes = Archetypes(ARCHETYPES, FEATURES)
    profiles = [profile(-0.4, 0.9, 0.1), profile(1.0, -1.0, 0.0)]
    names = archetypes.name(profiles)
    assert names == ["High recency", "Champions"]
    released = [Released(0, 7, "Champions", 50, None), Released(1, 7, "Champions", 0, None)]
    found = carry_identity(names, lambda c, name: archetypes.resemble(profiles[c], name), released)
    assert found == [(7, "High recency"), (8, "Champions")]


def test_an_archetype_must_fit_in_every_feature():
    archetypes = Archetypes(ARCHETYPES, FEATURES)
    # 5 - .05 over sqrt(2) is a high score, but recency hardly points the right way
    assert archetypes.score(profile(5.0, -0.05, 0.0), "Champions") == 0
    # (1 + 2)/sqrt(2)
    assert archetypes.score(profile(1.0, -2.0, 0.0), "Champions") == pytest.approx(3 / np.sqrt(2))
    # below half a deviation a name would mislead
    assert archetypes.score(profile(0.0, 0.0, 0.49), "Explorers") == 0
    assert not archetypes.resemble(profile(0.0, 0.0, -0.01), "Explorers 2")
    assert not archetypes.resemble(profile(0.0, 0.0, -0.01), "High items")
    assert archetypes.resemble(profile(0.0, 0.0, -0.01), "Our own word")


def test_a_name_needs_what_is_typical_to_lie_within_its_bounds():
    once = [("One-time buyers", "orders", -1, 1, 1), ("Night owls", "recency", 0, 0.5, None)]
    archetypes = Archetypes(once, FEATURES)
    never, one, unknown = (
        profile(-1, 0, 0, typical=(orders, 0, 0)) for orders in (0.0, 1.0, np.nan)
    )
    assert archetypes.score(one, "One-time buyers") == pytest.approx(1)
    assert archetypes.score(never, "One-time buyers") == 0
    assert archetypes.score(unknown, "One-time buyers") == 0
    assert not archetypes.resemble(never, "One-time buyers 2")
    # a bound without a weight gives no name by itself
    assert archetypes.score(profile(0, 2, 0, typical=(1, 0.9, 1)), "Night owls") == 0


def test_a_name_says_nothing_of_what_the_shop_does_not_record():
    browsers = [
        ("Browsers", "carts", 1, 1, None),
        ("Browsers", "orders", -1, None, None),
        ("Browsers", "recency", 0.5, None, None),
    ]
    keen = profile(-1, 1, typical=(1, 1, 1))
    # essential: what has bounds, and the largest weights; the rest may be missing
    for recorded, score in ((["orders", "recency"], 0), (["orders", "carts"], np.sqrt(2))):
        archetypes = Archetypes(browsers, recorded)
        assert archetypes.score(keen, "Browsers") == pytest.approx(score)
        assert archetypes.resemble(keen, "Browsers 2") == (score > 0)
    # recorded, but of none of the members
    nobodys = profile(-1, 1, typical=(np.nan, 1, 1))
    assert archetypes.score(nobodys, "Browsers") == 0
    assert Archetypes(browsers, ["recency"]).name([profile(1)]) == ["High recency"]


def test_two_clusters_of_one_kind_and_one_without_any():
    archetypes = Archetypes(ARCHETYPES, FEATURES)
    profiles = [profile(0, 0, 0.9), profile(0, 0, 1.5), profile(0, 0, 0)]
    assert archetypes.name(profiles) == ["High items", "Explorers", "Average"]


def test_archetypes_that_are_no_archetypes():
    with pytest.raises(ValueError, match="twice"):
        Archetypes([("A", "orders", 1, None, None), ("A", "orders", 2, None, None)], FEATURES)
    with pytest.raises(ValueError, match="not a number"):
        Archetypes([("A", "orders", np.nan, None, None)], FEATURES)
