"""What a shop may say of its segments: names of its own, and who is too far from all of them."""

from __future__ import annotations

from conftest import package_shop

SEGMENTS = ("--select", "+segments", "--exclude-resource-type", "test", "unit_test")


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
