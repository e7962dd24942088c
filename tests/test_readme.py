"""What README says is what the project does."""

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from eval.cli import app as eval_app
from qa.cli import app
from qa.plain import answer_lines
from qa.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_table() -> None:
    named = set(re.findall(r"`CITYPLANS_([A-Z_]+)`", README))
    assert {name.upper() for name in Settings.model_fields} <= named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_command_is_shown() -> None:
    shown = set(re.findall(r"^(?:\$ )?cityplans (\w+)", README, re.MULTILINE)) | {"serve"}
    plugged_in = {each.name for each in entry_points(group="cityplans.commands")}
    assert shown == set(get_command(app).commands) | plugged_in  # type: ignore[attr-defined]


def test_every_eval_command_is_shown() -> None:
    shown = set(re.findall(r"^cityplans eval (\w+)", README, re.MULTILINE))
    assert shown == set(get_command(eval_app).commands)  # type: ignore[attr-defined]


def test_the_first_example_is_what_is_answered(assistant: Any) -> None:
    question = re.search(r'^\$ cityplans ask "(.+)"$', README, re.MULTILINE)
    assert question
    printed = README[question.end() :].split("```")[0].strip().removesuffix("…").strip()
    answer = assistant.ask(question.group(1))
    assert "\n".join(answer_lines(answer)).startswith(printed)


def test_the_two_commands_are_those_of_the_metadata() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "pip install -e . && cityplans serve" in README
    assert "pip install -e '.[dev]' && pytest" in README
    assert project["scripts"] == {"cityplans": "qa.cli:main"}
    assert "dev" in project["optional-dependencies"]
    torch = next(line for line in project["dependencies"] if line.startswith("torch"))
    assert torch == "torch==2.13.0"
    assert "torch==2.13.0" in README


@pytest.mark.parametrize("path", re.findall(r"!\[[^]]+\]\(([^)]+)\)", README))
def test_pictures_exist_and_are_small(path: str) -> None:
    assert (ROOT / path).stat().st_size < 120_000


@pytest.mark.parametrize("path", re.findall(r"`((?:embeddings|qa|prompts|eval|tests|\.ci)/[\w./]*)`", README))
def test_paths_exist(path: str) -> None:
    assert (ROOT / path).exists()
