import json
from pathlib import Path

import pytest

from qa.answering.loading import SHIPPED_READER, open_reader
from qa.answering.reader_files import read_weights
from qa.answering.selection import CALIBRATION, Calibration, Linear, lead, logit
from qa.errors import ReaderError
from qa.settings import Settings


def test_a_calibration_is_written_and_read_the_same(tmp_path: Path):
    told = Calibration(
        Linear({"relevance": 0.5}, 0.25), Linear({"score": 2.0}, -1.0), 0.4, "abc", ((5.0, 0.8), (20.0, 0.3))
    )
    (tmp_path / CALIBRATION).write_text(json.dumps(told.to_json()), encoding="utf-8")
    assert Calibration.load(tmp_path) == told


@pytest.mark.parametrize("content", [None, "{", "{}", '{"rank": 1}'])
def test_a_calibration_that_cannot_be_read_is_named_with_its_remedy(tmp_path: Path, content: str | None):
    if content is not None:
        (tmp_path / CALIBRATION).write_text(content, encoding="utf-8")
    with pytest.raises(ReaderError, match=r"calibration\.json") as raised:
        Calibration.load(tmp_path)
    assert "eval reader calibrate" in raised.value.remedy


def test_a_risk_takes_the_threshold_that_keeps_it():
    told = Calibration(Linear({}), Linear({}), 0.4, "abc", ((5.0, 0.8), (20.0, 0.3)))
    assert [told.at_risk(percent).threshold for percent in (5, 19.9, 20, 50)] == [0.8, 0.8, 0.3, 0.3]


@pytest.mark.parametrize(("risks", "least"), [(((5.0, 0.8),), "is 5"), ((), "is none")])
def test_a_risk_that_cannot_be_kept_is_refused_with_the_least(
    risks: tuple[tuple[float, float], ...], least: str
):
    with pytest.raises(ReaderError, match="CITYPLANS_RISK is 3") as raised:
        Calibration(Linear({}), Linear({}), 0.4, "abc", risks).at_risk(3)
    assert least in raised.value.remedy


def test_the_lead_is_over_the_next_other_sentence():
    sentences = [(0, 9), (0, 9), (9, 12)]
    assert lead(sentences, [3.0, 2.5, 1.0]) == 2.0
    assert lead([(0, 9)], [3.0]) == 0.0


def test_logits_of_certainties_are_finite():
    assert logit(0.5) == 0.0
    assert abs(logit(1.0) + logit(0.0)) < 1e-6
    assert logit(1.0) < 10


def test_the_shipped_calibration_is_that_of_the_shipped_weights():
    calibration = Calibration.load(SHIPPED_READER)
    assert calibration.reader == read_weights(SHIPPED_READER).sha256
    assert 0 < calibration.threshold < 1
    assert calibration.rank.weights["relevance"] > 0


def test_words_may_be_asked_for():
    assert open_reader(Settings(reader="words")) is None


def test_a_calibration_of_another_reader_is_refused(tmp_path: Path, default_model_cache: Path):
    (tmp_path / "reader.safetensors").symlink_to(SHIPPED_READER / "reader.safetensors")
    told = Calibration(Linear({}), Linear({}), 0.5, "another")
    (tmp_path / CALIBRATION).write_text(json.dumps(told.to_json()), encoding="utf-8")
    with pytest.raises(ReaderError, match="another reader"):
        open_reader(Settings(reader=str(tmp_path), cache_dir=default_model_cache))
