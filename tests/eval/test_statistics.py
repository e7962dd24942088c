import math

import numpy as np
import pytest

from eval.statistics import bootstrap_mean, holm, mcnemar_p, paired_p, refusal_scores


def test_a_constant_sample_has_no_width() -> None:
    estimate = bootstrap_mean([0.7] * 30)
    assert (estimate.value, estimate.low, estimate.high, estimate.count) == (0.7, 0.7, 0.7, 30)


def test_the_interval_is_near_that_of_the_normal_law() -> None:
    # 50 of 100: standard error 0.05, so about 0.402 to 0.598.
    estimate = bootstrap_mean([1.0, 0.0] * 50)
    assert estimate.value == 0.5
    assert estimate.low == pytest.approx(0.402, abs=0.02)
    assert estimate.high == pytest.approx(0.598, abs=0.02)
    assert estimate == bootstrap_mean([1.0, 0.0] * 50)


def test_no_values_are_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        bootstrap_mean([])


def test_refusals_by_hand() -> None:
    # Refused: a, b, c; to be refused: b, c, d, e. Precision 2/3, recall 2/4, F1 = 2*2/(3+4).
    refused = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    unanswerable = np.array([0.0, 1.0, 1.0, 1.0, 1.0, 0.0])
    scores = refusal_scores(refused, unanswerable)
    assert scores["precision"].value == pytest.approx(2 / 3)
    assert scores["recall"].value == 0.5
    assert scores["f1"].value == pytest.approx(4 / 7)


def test_precision_is_left_out_where_nothing_was_refused() -> None:
    scores = refusal_scores(np.zeros(3), np.array([1.0, 0.0, 0.0]))
    assert "precision" not in scores
    assert scores["recall"].value == 0.0


def test_mcnemar_by_hand() -> None:
    # 1 against 7: 2 * (C(8,0) + C(8,1)) / 2^8 = 2 * 9 / 256
    assert mcnemar_p(1, 7) == pytest.approx(18 / 256)
    assert mcnemar_p(7, 1) == pytest.approx(18 / 256)
    # 0 against 5: 2 / 32
    assert mcnemar_p(0, 5) == pytest.approx(2 / 32)
    assert mcnemar_p(4, 4) == 1.0
    assert mcnemar_p(0, 0) == 1.0


def test_the_randomisation_test_agrees_with_counting_all_signs() -> None:
    # Five equal gains: only ++++ + and ----- are as extreme, 2 of 32 assignments.
    assert paired_p([1.0] * 5) == pytest.approx(2 / 32, abs=0.01)
    assert paired_p([0.0, 0.0]) == 1.0
    assert paired_p([1.0, -1.0] * 20) == 1.0
    assert paired_p([1.0] * 30) == pytest.approx(1 / 10_001, abs=1e-4)


def test_holm_by_hand() -> None:
    # Sorted: 0.01*3 = 0.03, 0.02*2 = 0.04, 0.5*1; in the order given.
    assert holm([0.5, 0.01, 0.02]) == pytest.approx([0.5, 0.03, 0.04])
    # An adjusted p is never below that of a smaller p: 0.01*2 = 0.02, 0.015*1 -> 0.02.
    assert holm([0.01, 0.015]) == pytest.approx([0.02, 0.02])
    assert not math.isnan(holm([1.0])[0])
