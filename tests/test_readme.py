"""What the README files say is what the project does: every command is parsed or run, every Python block is run."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from string import Template
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from embeddings.embedders import SentenceTransformerEmbedder
from eval.cli import app as eval_app
from qa.answering.loading import CalibratedReader
from qa.assistant import Assistant
from qa.cli import app
from qa.settings import Settings

ROOT = Path(__file__).parent.parent
FILES = ("README.md", "qa/README.md", "embeddings/README.md", "eval/README.md", "prompts/README.md")
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
README, ALL = TEXTS["README.md"], "\n".join(TEXTS.values())

QUICK = {
    "ask",
    "search",
    "outline",
    "tables",
    "damage",
    "mentions",
    "indicators",
    "progress",
    "cities",
    "list",
}
"""Commands that are run here; the others take long or change something, and are parsed here and run in tests of their own."""

GIVEN = ("岳阳市十五五规划纲要.docx", "plan.pdf")
"""Files that the examples name."""


def blocks(text: str, kind: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> Iterator[tuple[list[str], str]]:
    """Yield the commands of the tool in a file, as words, each with what is printed under it in the file."""
    for block in blocks(text, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            if found := re.search(r"(?:^|&& |\s)cityplans (.*)", line):
                yield shlex.split(found[1], comments=True), ""
    for block in blocks(text, "console"):
        line, _, printed = block.partition("\n")
        yield shlex.split(line.removeprefix("$ cityplans ")), printed


COMMANDS = [each for text in TEXTS.values() for each in commands(text)]


def runs_here(words: list[str]) -> bool:
    """Say whether a command is run here."""
    return words[0] in QUICK and "--generator" not in words


@pytest.fixture
def in_a_folder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    embedder: SentenceTransformerEmbedder,
    reader: CalibratedReader,
    assistant: Assistant,
    shared_data: Path,
) -> Path:
    """Work in a folder with the files that the examples name, on the index of the shipped plans."""
    assert assistant.plans
    for name in GIVEN:
        (tmp_path / name).touch()
    [row] = blocks(TEXTS["qa/README.md"], "json")
    (tmp_path / "questions.jsonl").write_text(row, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITYPLANS_INDEX_DIR", str(shared_data / "index"))
    monkeypatch.setenv("CITYPLANS_PLANS_DIR", str(tmp_path / "plans"))
    monkeypatch.setattr("qa.assistant.load_embedder", lambda *_, **__: embedder)
    monkeypatch.setattr("qa.assistant.open_reader", lambda *_, **__: reader)
    return tmp_path


def test_readme_is_short_and_begins_in_chinese() -> None:
    assert len(README.splitlines()) <= 150
    assert README.index("两条命令") < README.index("In English") < README.index("Two commands")


def test_every_setting_stands_in_the_table() -> None:
    named = set(re.findall(r"`CITYPLANS_([A-Z_]+)`", TEXTS["qa/README.md"]))
    assert {name.upper() for name in Settings.model_fields} <= named
    assert set(re.findall(r"CITYPLANS_([A-Z_]+)", ALL)) <= {name.upper() for name in Settings.model_fields}


def test_every_command_is_shown() -> None:
    plugged_in = {each.name for each in entry_points(group="cityplans.commands")}
    shown = {words[0] for words, _ in COMMANDS if words}
    assert shown == set(get_command(app).commands) | plugged_in  # type: ignore[attr-defined]


def test_every_eval_command_is_shown() -> None:
    shown = {words[1] for words, _ in COMMANDS if words[0] == "eval"}
    assert shown == set(get_command(eval_app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", [words for words, _ in COMMANDS], ids=" ".join)
def test_every_command_is_understood(words: list[str], in_a_folder: Path) -> None:
    assert in_a_folder.is_dir()
    command: Any = get_command(eval_app if words[0] == "eval" else app)
    rest = words[1:] if words[0] == "eval" else words
    while hasattr(command, "commands"):
        name, *rest = rest
        command = command.commands[name]
    assert command.make_context(command.name, list(rest))


@pytest.mark.parametrize(
    ("words", "printed"), [each for each in COMMANDS if runs_here(each[0])], ids=lambda each: str(each)[:60]
)
def test_what_can_be_run_at_once_prints_what_is_shown(
    words: list[str], printed: str, in_a_folder: Path
) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    place = 0
    for part in re.split(r"^…$", printed, flags=re.MULTILINE):
        place = result.output.index(part.strip(), place) + len(part.strip())
    if "--output" in words:
        assert (in_a_folder / words[words.index("--output") + 1]).stat().st_size > 100


def test_the_python_of_readme_runs(in_a_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [block] = blocks(README, "python")
    exec(compile(block, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "48.00%" in printed.splitlines()[0]
    assert "1 湘乡市 第一章" in printed
    assert in_a_folder.is_dir()


def test_the_python_of_qa_runs(in_a_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = [
        each for each in blocks(TEXTS["qa/README.md"], "python") if "openai" not in each
    ]  # run with the API
    assert len(ours) == 2
    names: dict[str, Any] = {}
    for block in ours:
        exec(compile(block, "qa/README.md", "exec"), names)
    lines = capsys.readouterr().out.splitlines()
    assert "68.1%" in lines[0]
    assert "郴州市" in lines[0]
    assert lines[1].startswith("怀化市")
    assert any(line.endswith("['湘乡市']") or "'湘乡市', " in line for line in lines)
    assert "48.00%" in lines[-4]
    assert lines[-2:] == ["False", "cited"]
    assert in_a_folder.is_dir()


def test_the_python_of_prompts_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [block] = blocks(TEXTS["prompts/README.md"], "python")
    exec(compile(block, "prompts/README.md", "exec"), {})
    assert "一核三圈" in capsys.readouterr().out


def test_every_prompt_is_described_with_its_names() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| .+ \| (.+) \|$", TEXTS["prompts/README.md"], re.MULTILINE)
    described = {name: set(re.findall(r"\$(\w+)", names)) for name, names in rows}
    texts = (ROOT / "prompts").glob("*.en.md")
    there = {path.name.removesuffix(".en.md"): Template(path.read_text("utf-8")) for path in texts}
    assert described == {name: set(text.get_identifiers()) for name, text in there.items()}


def test_the_two_commands_are_those_of_the_metadata() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert README.count("pip install -e . && cityplans serve") == 2
    assert README.count("pip install -e '.[dev]' && pytest") == 2
    assert project["scripts"] == {"cityplans": "qa.cli:main"}
    assert "dev" in project["optional-dependencies"]
    torch = next(line for line in project["dependencies"] if line.startswith("torch"))
    assert torch == "torch==2.13.0"
    assert "torch==2.13.0" in TEXTS["embeddings/README.md"]


LINKS = [
    (name, target)
    for name, text in TEXTS.items()
    for target in re.findall(r"\]\(([^)]+)\)", text)
    if "://" not in target
]


@pytest.mark.parametrize(("name", "target"), LINKS)
def test_links_lead_somewhere(name: str, target: str) -> None:
    path, _, anchor = target.partition("#")
    file = (ROOT / name).parent / path if path else ROOT / name
    assert file.exists()
    if anchor:
        heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", re.findall(r"!\[[^]]+\]\(([^)]+)\)", README))
def test_pictures_exist_and_are_small(path: str) -> None:
    assert (ROOT / path).stat().st_size < 120_000


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:embeddings|qa|prompts|eval|tests|\.ci)/[\w./]*)`", ALL)))
)
def test_paths_exist(path: str) -> None:
    assert (ROOT / path).exists()
