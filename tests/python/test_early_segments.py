"""What the first session tells: on users whose later segment is known to follow from it."""

import numpy as np
import pytest

from kindred.early_segments import predicted_labels

pytestmark = pytest.mark.mathematics


@pytest.fixture
def users():
    """Three groups around three corners, a third of them not to be learned from."""
    rng = np.random.default_rng(0)
    labels = rng.choice([2, 5, 9], 900, p=[0.5, 0.3, 0.2])
    corners = {2: (0, 0), 5: (4, 0), 9: (0, 4)}
    matrix = np.array([corners[label] for label in labels]) + rng.normal(size=(900, 2))
    return matrix, labels, np.arange(900) < 600


def test_models_name_the_group_and_the_majority_is_the_largest(users):
    matrix, labels, learns = users
    found, _ = predicted_labels(matrix, labels, learns, seed=1)
    share = np.mean(labels[learns] == 2)
    label, probability, second = found["majority"]
    assert set(label) == {2}
    assert set(second) == {5}
    assert probability == pytest.approx(share)
    # the best possible rule for these corners is right for about 96 in 100
    for model in ("logistic_regression", "neural_network"):
        label, probability, second = found[model]
        assert np.mean(label[~learns] == labels[~learns]) > 0.92
        assert np.all(label != second)
        # the penalty on so few users makes the network more modest than it need be
        assert abs(probability[~learns].mean() - np.mean(label == labels)) < 0.1


def test_labels_of_the_others_are_not_looked_at(users):
    matrix, labels, learns = users
    found, _ = predicted_labels(matrix, labels, learns, seed=1)
    other, _ = predicted_labels(matrix, np.where(learns, labels, 77), learns, seed=1)
    for model, values in found.items():
        for before, after in zip(values, other[model], strict=True):
            assert np.array_equal(before, after)


def test_what_pulls_is_the_column_by_which_a_group_is_told(users):
    matrix, labels, learns = users
    matrix = np.column_stack([matrix, np.zeros(900)])
    found, pulls = predicted_labels(matrix, labels, learns, ~learns, seed=1)
    told = found["neural_network"].label[~learns]
    assert pulls.shape == (300, 3)
    for label, column in ((5, 0), (9, 1)):
        at_corner = (told == label) & (matrix[~learns, column] > 3)
        assert set(pulls[at_corner].argmax(axis=1)) == {column}
        assert np.all(pulls[at_corner, column] > 0.1)
    assert not pulls[:, 2].any()  # what is the same for everybody tells nothing


def test_nothing_is_said_where_there_is_too_little_to_learn_from(users):
    matrix, labels, learns = users
    assert predicted_labels(matrix, labels, np.arange(900) < 49, seed=1)[0] == {}
    assert predicted_labels(matrix, np.full(900, 3), learns, seed=1)[0] == {}
    with pytest.raises(ValueError, match="same length"):
        predicted_labels(matrix, labels[:-1], learns, seed=1)
