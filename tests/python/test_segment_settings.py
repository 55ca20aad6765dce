"""What a shop may say of its segments: names of its own, and who is too far from all of them."""

from __future__ import annotations

import re

import pytest
from conftest import package_shop
from test_edges import a_shop

NO_TESTS = ("--exclude-resource-type", "test", "unit_test")
SEGMENTS = ("--select", "+segments", *NO_TESTS)
NAMES = "seeds/segment_names.csv"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """By the rows of a shop's own `segment_names`, what the build said, one after the other."""
    shop = package_shop(tmp_path_factory.mktemp("names"), {NAMES: ""}).write(events=a_shop(2, 2))
    found = {}
    for rows in ("", *WRONG_NAMES, "1,Friends"):
        (shop.folder / NAMES).write_text(f"segment_id,segment_name\n{rows}\n")
        found[rows] = shop.dbt("build", "--select", "+int_input_checks", *NO_TESTS)
    return found


WRONG_NAMES = {
    "1,Unassigned": "calls segment 1 'Unassigned'",
    "1,Tea\n2,Tea": "gives the name 'Tea' to the segments 1 and 2",
    "1,Tea\n1,Milk": "names segment 1 twice, 'Milk' and 'Tea'",
    "first,Tea": "the segment_id 'first'",
}


@pytest.mark.parametrize("rows", WRONG_NAMES)
def test_wrong_names_are_refused_in_a_sentence(answers, rows):
    assert answers[rows].code != 0
    (said,) = set(re.findall(r"Kindred: (.*)", answers[rows].output))
    assert WRONG_NAMES[rows] in said


def test_names_may_begin_as_a_header_and_no_row(answers):
    # dbt takes columns without a value for whole numbers, and keeps their types
    for rows in ("", "1,Friends"):
        assert answers[rows].code == 0, answers[rows].output


def test_a_shop_names_its_segments_and_forces_nobody_into_them(tmp_path, small_demo):
    shop = package_shop(
        tmp_path / "shop",
        {"seeds/segment_names.csv": "segment_id,segment_name\n2,Friends of the house\n"},
        segments_count=3,
        segment_min_confidence_share=0.6,
        recommendations_enabled=False,
    ).write(**small_demo)
    shop.build(*SEGMENTS)
    working = shop.warehouse

    placed = "from shop_kindred.user_segments where method != 'early'"
    names = shop.rows(f"select distinct segment_id, segment_name {placed} order by all", working)
    assert names[0] == (0, "Unassigned")
    assert names[2] == (2, "Friends of the house")
    assert len({name for _, name in names}) == len(names) == 4
    wrong = f"select count(*) {placed} and (segment_id = 0) != (confidence < 0.6)"
    assert shop.rows(wrong, working) == [(0,)]
    assert shop.rows(
        "select users_count, round(users_share, 9) from shop_kindred.segments where segment_id = 0",
        working,
    ) == shop.rows(
        "select count(*) filter (segment_id = 0),"
        " round(count(*) filter (segment_id = 0) / count(*), 9)"
        " from shop_kindred.user_segments",
        working,
    )
