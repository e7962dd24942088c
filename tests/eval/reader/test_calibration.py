import numpy as np

from eval.reader.calibration import (
    RANKED_BY,
    Example,
    Judgement,
    Placed,
    aurc,
    best_threshold,
    cross_fit,
    fit,
    fit_chance,
    lines,
    placed,
    risk_thresholds,
)


def _examples(count: int, *, seed: int = 3) -> list[Example]:
    """Questions with four candidates each: the right one has more relevance, a quarter has none."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        answerable = number % 4 != 0
        right = int(random.integers(0, 4)) if answerable else -1
        features = tuple(
            dict.fromkeys(RANKED_BY, 0.0)
            | {
                "relevance": float(random.normal(3.0 if at == right else -1.0)),
                "coverage": float(random.random()),
            }
            for at in range(4)
        )
        made.append(
            Example(
                str(number),
                "made",
                answerable,
                False,
                True,
                features,
                tuple((at, at + 1) for at in range(4)),
                tuple(at == right for at in range(4)),
            )
        )
    return made


def test_what_tells_the_right_candidate_gets_the_weight_and_the_right_one_comes_first():
    examples = _examples(200)
    calibration = fit(examples, reader="abc")
    assert calibration.reader == "abc"
    assert calibration.rank.weights["relevance"] > abs(calibration.rank.weights["coverage"])
    firsts = [placed(each, calibration.rank)[0] for each in examples if each.answerable]
    assert sum(first.is_right for first in firsts) > 0.9 * len(firsts)


def test_chances_of_unseen_questions_tell_right_from_wrong():
    judged = cross_fit(_examples(200))
    assert judged.chance[judged.right].mean() > judged.chance[~judged.right].mean() + 0.3
    assert aurc(judged.chance, judged.right) < aurc(-judged.chance, judged.right) - 0.2
    threshold = best_threshold(judged)
    given = judged.chance >= threshold
    assert judged.right[given].mean() > judged.right.mean()
    told = "\n".join(lines(judged, threshold))
    assert "made: 200 questions" in told
    assert "all: 200 questions" in told


def test_a_lower_risk_has_a_higher_threshold_and_is_kept():
    judged = cross_fit(_examples(400))
    risks = risk_thresholds(judged)
    assert len(risks) > 2
    percents, thresholds = zip(*risks, strict=True)
    assert list(percents) == sorted(percents)
    assert list(thresholds) == sorted(thresholds, reverse=True)
    for percent, threshold in risks:
        given = judged.chance >= threshold
        assert given.any()
        assert (~judged.right[given]).mean() < percent / 100
    shuffled = Judgement(judged.examples, np.random.default_rng(1).permutation(judged.chance), judged.right)
    assert not risk_thresholds(shuffled) or risk_thresholds(shuffled)[0][0] > percents[0]


def test_shuffled_relevance_teaches_nothing():
    examples = _examples(200)
    rows = [features for each in examples for features in each.features]
    shuffled = iter(np.random.default_rng(1).permutation([row["relevance"] for row in rows]).tolist())
    noise = [
        Example(
            each.id,
            each.group,
            each.answerable,
            each.english,
            each.named,
            tuple({**row, "relevance": next(shuffled)} for row in each.features),
            each.sentences,
            each.right,
        )
        for each in examples
    ]
    assert aurc(*_judged(cross_fit(noise))) > aurc(*_judged(cross_fit(examples))) + 0.2


def _judged(judged: Judgement):
    return judged.chance, judged.right


def test_the_area_under_risk_and_coverage_of_a_known_order():
    # surest right, then wrong: shares of wrong 0, 1/2
    assert aurc(np.array([0.9, 0.1]), np.array([True, False])) == 0.25


def test_a_sign_that_three_questions_have_gets_no_great_weight():
    examples = _examples(400)
    rank = fit(examples, reader="abc").rank
    firsts = [placed(each, rank)[0] for each in examples]
    wrong = [first for first in firsts if not first.is_right][:3]
    marked = [Placed(0, each.is_right, {**each.told, "named": float(each not in wrong)}) for each in firsts]
    assert 0 < fit_chance(marked).weights["named"] < 1


def test_a_candidate_behind_a_right_one_is_not_thought_as_likely():
    examples = _examples(400)
    rank = fit(examples, reader="abc").rank
    known, unseen = examples[:200], [each for each in examples[200:] if each.answerable]
    alone = fit_chance([placed(each, rank)[0] for each in known])
    with_later = fit_chance([candidate for each in known for candidate in placed(each, rank)])
    seconds = [placed(each, rank)[1].told for each in unseen]
    assert np.mean([with_later(told) for told in seconds]) < np.mean([alone(told) for told in seconds])
    assert [each.place for each in placed(examples[0], rank)] == [0, 1, 2, 3]
