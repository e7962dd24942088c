import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.baselines import SHIPPED_BASELINES, Baseline, Expected, check_baseline, load_baselines, regressions
from eval.errors import RunError
from eval.metrics import NAMES
from qa.assistant import Assistant
from qa.cli import app

WriteGold = Callable[[Sequence[dict[str, Any]]], Path]


class Cli:
    def __init__(self, folder: Path) -> None:
        self.runs = folder / "runs"

    def __call__(self, *arguments: str) -> Any:
        return CliRunner().invoke(app, ["eval", *arguments])

    def run(self, gold: Path, name: str, *more: str) -> Any:
        return self("run", "--gold", str(gold), "--name", name, "--runs", str(self.runs), *more)


@pytest.fixture
def cli(tmp_path: Path, knowing: Any, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setattr(Assistant, "from_settings", classmethod(lambda *_, **__: knowing))
    monkeypatch.setenv("CITYPLANS_INDEX_DIR", str(tmp_path / "index"))
    return Cli(tmp_path)


@pytest.fixture
def gold_file(rows: list[dict[str, Any]], write_gold: WriteGold) -> Path:
    return write_gold(rows)


def test_run_prints_the_headlines_and_names_the_report(cli: Cli, gold_file: Path) -> None:
    result = cli.run(gold_file, "a")
    assert result.exit_code == 0, result.output
    assert "full" in result.stdout
    assert "1.000 [1.000, 1.000]" in result.stdout
    assert "report: " in result.stderr
    again = cli.run(gold_file, "a", "--json")
    assert "0 answered, 10 kept from before" in again.stderr
    assert json.loads(again.stdout)["questions"] == 10
    fresh = cli.run(gold_file, "a", "--fresh")
    assert "10 answered, 0 kept" in fresh.stderr


def test_run_takes_a_part_of_the_gold(cli: Cli, gold_file: Path, knowing: Any) -> None:
    assert cli.run(gold_file, "b", "--cities", "郴州,怀化", "--limit", "3").exit_code == 0
    assert knowing.asked == ["chenzhou-第一", "chenzhou-建设", "huaihua-第一"]
    splits = []
    for split in ("dev", "test"):
        knowing.asked.clear()
        cli.run(gold_file, split, "--split", split)
        splits.append(set(knowing.asked))
    assert len(splits[0] | splits[1]) == 10
    assert not splits[0] & splits[1]


def test_wrong_input_has_exit_code_2(cli: Cli, gold_file: Path, tmp_path: Path) -> None:
    assert cli.run(gold_file, "b", "--cities", "巴黎").exit_code == 2
    assert cli.run(gold_file, "../b").exit_code == 2
    assert cli.run(gold_file, "b", "--generator", "oracle").exit_code == 2
    result = cli.run(tmp_path / "none.jsonl", "b")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
    assert cli("compare", "a", "b", "--runs", str(cli.runs)).exit_code == 2


def test_compare_lists_what_flipped(cli: Cli, gold_file: Path, knowing: Any) -> None:
    cli.run(gold_file, "first")
    knowing.refusing.add("chenzhou-第一")
    cli.run(gold_file, "second")
    result = cli("compare", "first", "second", "--runs", str(cli.runs))
    assert result.exit_code == 0, result.output
    assert "no longer full: 1\n  chenzhou-第一 [entity]" in result.stdout
    assert "now full: 0" in result.stdout
    assert "no difference shown" in result.stdout
    as_json = json.loads(cli("compare", "first", "second", "--runs", str(cli.runs), "--json").stdout)
    assert [each["id"] for each in as_json["lost"]] == ["chenzhou-第一"]
    assert as_json["lost"][0]["failures"] == ["false refusal"]


def baselines_file(path: Path, value: float) -> str:
    text = f'[[baseline]]\nname = "default"\nexpected = [{{ metric = "full", value = {value}, tolerance = 0.05 }}]\n'
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_check_fails_on_a_regression(cli: Cli, gold_file: Path, knowing: Any, tmp_path: Path) -> None:
    good = baselines_file(tmp_path / "b.toml", 1.0)
    options = ["--baselines", good, "--gold", str(gold_file), "--runs", str(cli.runs)]
    result = cli("check", *options)
    assert result.exit_code == 0, result.output
    assert "ok         all full: 1.0000" in result.stdout
    knowing.refusing.add("chenzhou-第一")
    result = cli("check", "default", *options)
    assert result.exit_code == 1
    assert "regression all full: 0.9000 (expected 1.0000 ± 0.05)" in result.stdout
    assert "1 scores are worse" in result.stderr
    assert cli("check", "--run", "check-default", *options).exit_code == 1
    assert cli("check", "nobody", *options).exit_code == 2


def test_check_knows_which_way_is_better() -> None:
    expected = (
        Expected(metric="false_refusal", value=0.2, tolerance=0.02),
        Expected(metric="full", value=0.5, tolerance=0.02),
        Expected(metric="latency_p95_s", value=0.1, tolerance=0.05),
        Expected(group="kind:none", metric="full", value=0.5, tolerance=0.02),
    )
    summary = {
        "groups": {"all": {"false_refusal": {"value": 0.1}, "full": {"value": 0.48}}},
        "cost": {"seconds": {"total": {"p50": 0.02, "p95": 0.2}}, "peak_mb": None},
    }
    outcomes = check_baseline(Baseline(name="x", expected=expected), summary)
    assert [each.status for each in outcomes] == ["improved", "ok", "regression", "regression"]
    assert [each.reached for each in regressions(outcomes)] == [0.2, None]


def test_the_shipped_baselines_name_known_measures() -> None:
    known = {*NAMES, "refusal_precision", "refusal_recall", "refusal_f1"}
    (baseline,) = load_baselines(SHIPPED_BASELINES)
    assert baseline.name == "default"
    assert {each.metric for each in baseline.expected} <= known
    assert {each.group for each in baseline.expected} == {"split:dev", "split:test"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x =", "cannot read the baselines"),
        ("", "wrong at baseline"),
        ('[[baseline]]\nname = "a"\nexpected = [{ metric = "full", value = 1.0 }]', "tolerance"),
        ('[[baseline]]\nname = "a"\nexpectd = []', "wrong at baseline.0"),
    ],
)
def test_bad_baselines(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "b.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=expected):
        load_baselines(path)


def test_validate(cli: Cli, gold_file: Path, rows: list[dict[str, Any]], write_gold: WriteGold) -> None:
    result = cli("validate", str(gold_file))
    assert result.exit_code == 0, result.output
    assert "10 questions, no fault" in result.stdout
    spoiled = write_gold([rows[0], {**rows[1], "answer": "别的"}, {**rows[2], "sections": []}])
    result = cli("validate", str(spoiled))
    assert result.exit_code == 1
    assert f"{spoiled}, line 2, field required: " in result.stdout
    assert f"{spoiled}, line 3, field sections: " in result.stdout


def test_no_giant_is_imported_with_the_commands() -> None:
    script = (
        "import sys, eval.cli\n"
        "from typer.main import get_command\n"
        "get_command(eval.cli.app)\n"
        "print([n for n in ('torch', 'faiss', 'gradio', 'numpy', 'ir_measures', 'jinja2', 'pydantic') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
