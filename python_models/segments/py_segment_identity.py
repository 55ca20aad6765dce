"""Grain: one row per cluster of the release cut: the segment_id and name that it carries on, or is given."""


def model(dbt, session):
    import numpy as np
    import pyarrow as pa

    from kindred.segments import match_clusters, name_clusters

    centroids = dbt.ref("int_segment_centroids").filter("cut = 'release'")
    centroids = centroids.order("cluster, feature").fetchnumpy()
    overlap = dbt.ref("int_segment_overlap").order("cluster, segment_id").fetchnumpy()
    archetypes = dbt.ref("segment_archetypes").order("segment_name, feature").fetchnumpy()

    clusters = np.unique(np.asarray(centroids["cluster"], dtype=np.int64))
    features = list(np.unique(np.asarray(centroids["feature"]).astype(str)))
    values = np.asarray(centroids["value"], dtype=np.float64).reshape(len(clusters), -1)
    rows = zip(archetypes["segment_name"], archetypes["feature"], archetypes["weight"], strict=True)
    names = name_clusters(values.reshape(len(clusters), len(features)), features, list(rows))

    released = np.unique(np.asarray(overlap["segment_id"], dtype=np.int64))
    counts = np.zeros((len(clusters), len(released)))
    at = np.searchsorted(released, np.asarray(overlap["segment_id"], dtype=np.int64))
    counts[np.asarray(overlap["cluster"], dtype=np.int64), at] = overlap["users_count"]
    released_names = dict(zip(overlap["segment_id"], overlap["segment_name"], strict=True))
    carried = {new: int(released[old]) for new, old in match_clusters(counts).items()}

    last_id = max(released_names, default=0)
    taken = {released_names[segment_id] for segment_id in carried.values()}
    ids, final_names = [], []
    for cluster in range(len(clusters)):
        if cluster in carried:
            ids.append(carried[cluster])
            final_names.append(released_names[carried[cluster]])
            continue
        last_id += 1
        name, copy = names[cluster], 2
        while name in taken:
            name, copy = f"{names[cluster]} {copy}", copy + 1
        taken.add(name)
        ids.append(last_id)
        final_names.append(name)
    return pa.table(
        {
            "cluster": pa.array(clusters, pa.int32()),
            "segment_id": pa.array(ids, pa.int32()),
            "segment_name": pa.array(final_names, pa.string()),
        }
    )
