"""The order of a list, learned from what users bought after lists like it.

What is proposed to a user is known by the scores and ranks of those who propose it, by the item,
by the user and by the two together. Gradient boosting of trees on these numbers foretells which of
the proposals are bought; the most probable stand first.

Source: Friedman (2001), "Greedy function approximation: a gradient boosting machine"; Ke et al.
(2017), "LightGBM", for histograms, as fitted by scikit-learn; Covington, Adams and Sargin (2016),
"Deep neural networks for YouTube recommendations", for candidates first and their order after.
"""

from __future__ import annotations

import numpy as np

DECIMALS = 9


def fit_reranker(features, is_bought, *, seed: int):
    """A model of who buys what is proposed, for `probabilities`; None where all or nothing is.

    features: numbers [n_pairs x n_features], nan where unknown; is_bought: bools [n_pairs]. The
    model depends on the seed and the order of rows alone: it stops after a set number of trees.
    Raises ValueError when lengths differ.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    features = np.asarray(features, dtype=np.float64)
    is_bought = np.asarray(is_bought, dtype=bool)
    if len(features) != len(is_bought):
        raise ValueError("features and is_bought must be of the same length.")
    if is_bought.all() or not is_bought.any():
        return None
    # bins cannot be made of nothing; of one number nothing is learned, whatever it is
    features = np.where(np.isnan(features).all(axis=0), 0.0, features)
    model = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=150,
        max_leaf_nodes=10,
        min_samples_leaf=100,
        l2_regularization=10.0,
        max_features=0.4,  # of the features, drawn anew for each split
        early_stopping=False,
        random_state=seed,
    )
    return model.fit(features, is_bought)


def probabilities(model, features) -> np.ndarray:
    """float64 [n_pairs]: how probable it is that each pair is bought, rounded to nine decimals."""
    features = np.asarray(features, dtype=np.float64)
    if len(features) == 0:
        return np.zeros(0)
    return np.round(model.predict_proba(features)[:, 1], DECIMALS)
