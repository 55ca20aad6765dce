"""Grain: one row per cut, user, recommender and rank: what item and user cosine propose."""


def candidate_table(cut, recommender, found):
    import pyarrow as pa

    return pa.table(
        {
            "cut": pa.array([cut] * len(found.rank), pa.string()),
            "user_idx": pa.array(found.user, pa.int32()),
            "item_idx": pa.array(found.item, pa.int32()),
            "recommender": pa.array([recommender] * len(found.rank), pa.string()),
            "score": pa.array(found.score, pa.float64()),
            "rank": pa.array(found.rank, pa.int32()),
            "divisor": pa.array(found.divisor, pa.float64()),
        }
    )


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.recommendations import score_from_items, score_from_users
    from kindred.similarities import Neighbours, interaction_matrix

    n = dbt.config.meta_get("candidates_count")
    exclude_owned = dbt.config.meta_get("exclude_owned_items")
    strengths = dbt.ref("int_strengths").order("cut, user_idx, item_idx").fetchnumpy()
    items = dbt.ref("int_target_item_neighbors").order("cut, item_idx, rank").fetchnumpy()
    users = dbt.ref("int_user_similarities").order("cut, user_idx, rank").fetchnumpy()
    targets = dbt.ref("int_target_users").order("cut, user_idx").fetchnumpy()
    shape = tuple(int(strengths[f"{side}_idx"].max(initial=-1)) + 1 for side in ("user", "item"))
    tables = []
    for cut in ("release", "test"):
        rows, who, what, to = (t["cut"] == cut for t in (strengths, users, items, targets))
        owned = rows & strengths["is_owned"] & exclude_owned
        offered = rows & strengths["is_recommendable"]
        matrix, bought, proposable = (
            interaction_matrix(
                strengths["user_idx"][at],
                strengths["item_idx"][at],
                strengths["strength"][at],
                shape,
            )
            for at in (rows, owned, offered)
        )
        wanted = np.intersect1d(targets["user_idx"][to], strengths["user_idx"][rows])
        pairs = ("neighbor_idx", "similarity", "rank")
        near_items = Neighbours(items["item_idx"][what], *(items[name][what] for name in pairs))
        near_users = Neighbours(users["user_idx"][who], *(users[name][who] for name in pairs))
        options = {"n": n, "exclude": bought, "users": wanted, "threads": 2}
        by_items = score_from_items(matrix, near_items, **options)
        by_users = score_from_users(near_users, proposable, **options)
        tables.append(candidate_table(cut, "item_cosine", by_items))
        tables.append(candidate_table(cut, "user_cosine", by_users))
    return pa.concat_tables(tables)
