from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.compare import PRIMARY, compare
from eval.errors import RunError
from eval.gold import GoldRow
from eval.metrics import NAMES
from eval.predictions import GivenAnswer, Prediction
from eval.runner import Judged, Run


def made(name: str, full: Sequence[float], values: Mapping[str, Sequence[float]] | None = None) -> Run:
    judged = []
    for number, value in enumerate(full):
        row = GoldRow(id=f"q{number}", question=f"问{number}", language="zh-Hans", kind="other", answer="a")
        measured: dict[str, float | None] = dict.fromkeys(NAMES) | {"full": value}
        measured |= {key: column[number] for key, column in (values or {}).items()}
        for key in ("error", "refused"):
            measured[key] = 0.0
        prediction = Prediction(id=row.id, answer=GivenAnswer(refused=False, answer="a"))
        judged.append(Judged(row, prediction, measured))
    return Run(Path(name), {"name": name}, {}, tuple(judged))


def verdicts(first: Run, second: Run) -> dict[str, str]:
    return {each.name: each.verdict for each in compare(first, second).differences}


def test_a_real_difference_is_found() -> None:
    # 20 questions gained, 4 lost of 100: McNemar 2 * sum C(24, 0..4) / 2^24 = 0.0015
    before = made("a", [0.0] * 20 + [1.0] * 80)
    after = made("b", [1.0] * 20 + [0.0] * 4 + [1.0] * 76)
    found = compare(before, after)
    headline = found.differences[0]
    assert headline.name == "full"
    assert headline.change.value == pytest.approx(0.16)
    assert headline.p == pytest.approx(2 * (1 + 24 + 276 + 2024 + 10626) / 2**24)
    assert headline.verdict == "better"
    assert verdicts(after, before)["full"] == "worse"
    assert [each.row.id for each in found.gained] == [f"q{n}" for n in range(20)]
    assert [each.row.id for each in found.lost] == [f"q{n}" for n in range(20, 24)]


def test_noise_is_called_noise() -> None:
    before = made("a", [0.0, 1.0] * 50)
    after = made("b", [1.0, 0.0] * 3 + [0.0, 1.0] * 47)
    assert verdicts(before, after)["full"] == "no difference shown"
    assert verdicts(before, before)["full"] == "no difference shown"


def test_a_measure_where_less_is_better() -> None:
    before = made("a", [1.0] * 40, {"false_refusal": [1.0] * 40})
    after = made("b", [1.0] * 40, {"false_refusal": [0.0] * 40})
    assert verdicts(before, after)["false_refusal"] == "better"


def test_many_measures_are_held_to_a_stricter_test() -> None:
    # Seven of seven better is p = 2/128 = 0.016: enough alone, not among eight measures that differ (0.125).
    columns = {name: [0.0] * 7 for name in PRIMARY[1:9]}
    before = made("a", [1.0] * 7, columns)
    alone = made("b", [1.0] * 7, columns | {"right": [1.0] * 7})
    assert verdicts(before, alone)["right"] == "better"
    one_better = [1.0] + [0.0] * 6
    among = made("b", [1.0] * 7, dict.fromkeys(columns, one_better) | {"right": [1.0] * 7})
    assert verdicts(before, among)["right"] == "no difference shown"


def test_only_planned_measures_get_a_verdict() -> None:
    before = made("a", [1.0] * 40, {"rouge_l": [0.0] * 40})
    after = made("b", [1.0] * 40, {"rouge_l": [1.0] * 40})
    found = {each.name: each for each in compare(before, after).differences}["rouge_l"]
    assert (found.p < 0.001, found.adjusted, found.verdict) == (True, None, "")


def test_only_common_questions_count() -> None:
    found = compare(made("a", [1.0] * 5), made("b", [1.0] * 3))
    assert found.questions == 3
    assert found.only_first == ("q3", "q4")
    other = made("c", [1.0])
    renamed = Judged(other.judged[0].row.model_copy(update={"id": "z"}), *_rest(other.judged[0]))
    with pytest.raises(RunError, match="no question in common"):
        compare(made("a", [1.0]), Run(Path("c"), {"name": "c"}, {}, (renamed,)))


def _rest(judged: Judged) -> tuple[Any, Any]:
    return judged.prediction, judged.values


def test_what_differs_between_the_runs_is_said() -> None:
    first, second = made("a", [1.0]), made("b", [1.0])
    second.config["code"] = "x"
    assert compare(first, second).notes == ("the runs differ in code",)
