"""Which segment is which: carrying ids over from the last release, and giving names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DECIMALS = 9
LEAST_AFFINITY = 0.1  # below it two groups are not the same group any more
MEMBERS_AS_GOOD_AS_CENTRES = 30  # with so many shared users, members and centres weigh the same
LEAST_RESEMBLANCE = 0.5  # standard deviations; below it an archetype's name would mislead
LEAST_MARK = 0.1  # standard deviations that every feature of a newly given name must show


@dataclass(frozen=True)
class Released:
    """A segment of the release before, beside one cluster of today's.

    shared_users: users in both; closeness: 0 to 1, how near the two centres are, None where their
    features are not the same.
    """

    cluster: int
    segment_id: int
    segment_name: str
    shared_users: int
    closeness: float | None


def carry_identity(
    names, resembles, pairs: list[Released], last_id: int = 0, own_names=None
) -> list[tuple[int, str]]:
    """The lasting (segment_id, segment_name) of each cluster.

    names: what each cluster would be called as a newcomer; resembles(cluster, name): False where
    the cluster's profile contradicts a name; pairs: every cluster beside every segment of the
    release before; last_id: the highest id ever given; own_names: id -> name, which go before any
    other. A cluster that continues a segment (`match_segments`) keeps its id, and its name unless
    the profile has come to contradict that. Any other gets the next id that nobody ever had, and
    what it would be called (`unique_names`).
    """
    released = sorted({(pair.segment_id, pair.segment_name) for pair in pairs})
    matched = match_segments(len(names), [segment_id for segment_id, _ in released], pairs)
    next_id = max([last_id, *(segment_id for segment_id, _ in released)]) + 1
    fresh = (cluster for cluster in range(len(names)) if cluster not in matched)
    ids = matched | {cluster: next_id + place for place, cluster in enumerate(fresh)}
    names = {ids[cluster]: name for cluster, name in enumerate(names)}
    cluster_of = {segment_id: cluster for cluster, segment_id in ids.items()}
    kept = {
        segment_id: name
        for segment_id, name in released
        if segment_id in cluster_of and resembles(cluster_of[segment_id], name)
    }
    given = unique_names(names, kept, own_names)
    return [(ids[cluster], given[ids[cluster]]) for cluster in range(len(ids))]


def unique_names(names: dict, kept: dict | None = None, own_names: dict | None = None) -> dict:
    """One name for each segment_id of `names`, no two alike.

    All three map segment_id -> name. A segment's own name goes first; then the name it has, unless
    that is another's own; then the one in `names`, with " 2", " 3" where it is taken. Own names of
    segments that are not there take nothing.
    """
    own = {
        segment_id: name for segment_id, name in (own_names or {}).items() if segment_id in names
    }
    taken = set(own.values())
    given = {i: name for i, name in (kept or {}).items() if name not in taken} | own
    for segment_id, name in names.items():
        if segment_id not in given:
            given[segment_id] = _unused(name, given.values())
    return given


def match_segments(n_clusters: int, segment_ids, pairs: list[Released]) -> dict[int, int]:
    """Which cluster continues which released segment: one to one, with the largest total affinity.

    The affinity of a pair is w * overlap + (1 - w) * closeness, with overlap = shared users over
    users in either (among users in both releases; Jaccard), and w = n / (n + 30) for n users in
    both releases: members decide wherever there are some, centres where there are hardly any.
    Where closeness is unknown, w is 1. Pairs below LEAST_AFFINITY are no match. Returns cluster ->
    segment_id.

    Raises ValueError when a number of users is negative.

    Source: Kuhn (1955), "The Hungarian method for the assignment problem", by SciPy; overlap with
    a threshold as in Greene, Doyle and Cunningham (2010), "Tracking the evolution of communities
    in dynamic social networks".
    """
    from scipy.optimize import linear_sum_assignment

    column_of = {segment_id: column for column, segment_id in enumerate(segment_ids)}
    shared = np.zeros((n_clusters, len(column_of)))
    closeness = np.full(shared.shape, np.nan)
    for pair in pairs:
        place = pair.cluster, column_of[pair.segment_id]
        shared[place] = pair.shared_users
        closeness[place] = np.nan if pair.closeness is None else pair.closeness
    if np.any(shared < 0):
        raise ValueError("the number of shared users must be zero or more.")
    in_either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    overlap = shared / np.maximum(in_either, 1)
    trust = shared.sum() / (shared.sum() + MEMBERS_AS_GOOD_AS_CENTRES)
    affinity = np.where(
        np.isnan(closeness), overlap, trust * overlap + (1 - trust) * np.nan_to_num(closeness)
    )
    affinity = np.round(affinity, DECIMALS)
    affinity[affinity < LEAST_AFFINITY] = 0.0
    rows, columns = linear_sum_assignment(affinity, maximize=True)
    return {
        int(row): segment_ids[column]
        for row, column in zip(rows, columns, strict=True)
        if affinity[row, column] > 0
    }


@dataclass(frozen=True)
class Profile:
    """What a cluster is like: differences [d], in standard deviations from all users' mean, and

    typical [d], the members' median in the feature's own unit, NaN where it is unknown for all.
    """

    differences: np.ndarray
    typical: np.ndarray


@dataclass(frozen=True)
class Trait:
    """One feature of a name: the direction it must point in, and where its typical value lies.

    is_essential: the name says nothing of those of whom the feature is unknown.
    """

    weight: float
    at_least: float = -np.inf
    at_most: float = np.inf
    is_essential: bool = False

    def allows(self, difference: float, typical: float) -> bool:
        """Whether the feature points the right way, and what is typical is within the bounds."""
        if np.isnan(typical):
            return not self.is_essential and self.weight * difference >= 0
        return self.weight * difference >= 0 and bool(self.at_least <= typical <= self.at_most)


class Archetypes:
    """Names, each with the direction in which the profile of its bearer must point.

    rows: (name, feature, weight, typical_at_least, typical_at_most), the bounds None where there
    are none; a weight of 0 leaves the bounds alone. Essential to a name are its features with
    bounds and those with its largest weight: where one of them is not recorded, or is unknown of
    all members, nobody is called so. Beside the archetypes every feature gives two names of its
    own, "High <feature>" and "Low <feature>".

    Raises ValueError when a row is repeated or a weight is not a number.
    """

    def __init__(self, rows, features):
        self.features = list(features)
        self.places = {feature: place for place, feature in enumerate(self.features)}
        rows, largest = list(rows), {}
        for name, _, weight, _, _ in rows:
            largest[name] = max(largest.get(name, 0.0), abs(weight))
        self.traits: dict[str, dict[str, Trait]] = {}
        for name, feature, weight, at_least, at_most in rows:
            if feature in self.traits.setdefault(name, {}):
                raise ValueError(f"The archetype {name!r} names the feature {feature!r} twice.")
            if not np.isfinite(weight):
                raise ValueError(f"The archetype {name!r} has a weight that is not a number.")
            low = -np.inf if at_least is None else at_least
            high = np.inf if at_most is None else at_most
            essential = at_least is not None or at_most is not None or abs(weight) == largest[name]
            self.traits[name][feature] = Trait(weight, low, high, essential)
        self.named = list(self.traits)
        for feature in self.features:
            for level, sign in (("High", 1.0), ("Low", -1.0)):
                self.traits.setdefault(f"{level} {feature_words(feature)}", {feature: Trait(sign)})

    def meaning(self, name: str) -> dict[str, Trait]:
        """Feature -> trait; empty for a name of the shop's own, which may mean anything.

        A name that a number makes unique ("Explorers 2") points where its archetype does.
        """
        base, _, number = name.rpartition(" ")
        name = base if name not in self.traits and number.isdigit() else name
        return self.traits.get(name, {})

    def resemble(self, profile: Profile, name: str) -> bool:
        """Whether every essential feature of the name is there, and none contradicts it."""
        meaning = self.meaning(name)
        return all(
            not trait.is_essential
            for feature, trait in meaning.items()
            if feature not in self.places
        ) and all(
            trait.allows(profile.differences[place], profile.typical[place])
            for place, trait in self._recorded(meaning)
        )

    def _recorded(self, meaning: dict[str, Trait]) -> list[tuple[int, Trait]]:
        return [(self.places[f], trait) for f, trait in meaning.items() if f in self.places]

    def score(self, profile: Profile, name: str) -> float:
        """How far the profile goes in the name's direction; 0 where the name would mislead."""
        known = self._recorded(self.meaning(name))
        weights = np.array([trait.weight for _, trait in known])
        if not weights.any() or not self.resemble(profile, name):
            return 0.0
        marks = weights * profile.differences[[place for place, _ in known]]
        if np.any(marks < LEAST_MARK * np.abs(weights)):
            return 0.0
        score = marks.sum() / np.linalg.norm(weights)
        return round(float(score), DECIMALS) if score >= LEAST_RESEMBLANCE else 0.0

    def name(self, profiles: list[Profile]) -> list[str]:
        """A unique name for each profile.

        Archetypes are given one to one so that the total score is largest. Who is left over is
        called by the largest difference (the first of equals), "Average" where there is none.
        """
        from scipy.optimize import linear_sum_assignment

        scores = np.array([[self.score(row, name) for name in self.named] for row in profiles])
        scores = scores.reshape(len(profiles), len(self.named))
        pairs = zip(*linear_sum_assignment(scores, maximize=True), strict=True)
        names = {int(row): self.named[a] for row, a in pairs if scores[row, a] > 0}
        for row, profile in enumerate(profiles):
            if row not in names:
                mark = _most_marked(profile.differences, self.features)
                names[row] = _unused(mark, names.values())
        return [names[row] for row in range(len(profiles))]


def feature_words(feature: str) -> str:
    """A feature as it is spoken of, as in the macro feature_words."""
    return feature.replace("category_share:", "interest in ").replace("_", " ")


def _most_marked(differences: np.ndarray, features: list[str]) -> str:
    marks = np.round(np.abs(differences), DECIMALS)
    if not marks.any():
        return "Average"
    strongest = int(marks.argmax())
    level = "High" if differences[strongest] > 0 else "Low"
    return f"{level} {feature_words(features[strongest])}"


def _unused(name: str, taken) -> str:
    taken, candidate, number = set(taken), name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name} {number}"
    return candidate
