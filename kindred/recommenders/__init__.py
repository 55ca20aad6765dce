"""What proposes an item to a user, one recommender a module, all behind one interface.

    past = history(strengths, events=…, features=…)     what is known at a cut
    scores = ItemCosine().fit(past)                      parameters are the fields of the class
    scores.recommend(users, n=10, exclude=owned)         -> Candidates
    scores.contributions(users, items)                   -> Contributions, adding up to the score
    strongest_evidence(scores, users, items, …)          -> Evidence, the few that contribute most

Recommenders that learn item or user pairs part their fit in two: `neighbours(past)`, which is
stored as a table, and `apply(past, neighbours)`, which SQL can do as well.
"""

from kindred.recommenders.buy_again import BuyAgain
from kindred.recommenders.content import Content
from kindred.recommenders.cosine import ItemCosine, UserCosine
from kindred.recommenders.evidence import Evidence, strongest_evidence
from kindred.recommenders.factorization import MatrixFactorization
from kindred.recommenders.history import Events, History, Ratings, history
from kindred.recommenders.linear import LinearAutoencoder
from kindred.recommenders.popular import Popular
from kindred.recommenders.rating_prediction import RatingPrediction
from kindred.recommenders.scores import Contributions, Scores
from kindred.recommenders.spectral import Spectral, summed_scores
from kindred.recommenders.transitions import Transitions
from kindred.recommenders.vector_scores import VectorScores

# What is blended where only who touched what is known; the weights are equal until they are fitted.
DEFAULTS = {
    "item_cosine": ItemCosine(),
    "user_cosine": UserCosine(),
    "linear": LinearAutoencoder(),
}
# In a shop, where it is known when things happened and what items are.
SHOP_DEFAULTS = {
    **DEFAULTS,
    "transitions": Transitions(),
    "content": Content(),
    "buy_again": BuyAgain(),
    "recently_popular": Popular(half_life_days=30.0),
}

__all__ = [
    "DEFAULTS",
    "SHOP_DEFAULTS",
    "BuyAgain",
    "Content",
    "Contributions",
    "Events",
    "Evidence",
    "History",
    "ItemCosine",
    "LinearAutoencoder",
    "MatrixFactorization",
    "Popular",
    "RatingPrediction",
    "Ratings",
    "Scores",
    "Spectral",
    "Transitions",
    "UserCosine",
    "VectorScores",
    "history",
    "strongest_evidence",
    "summed_scores",
]
