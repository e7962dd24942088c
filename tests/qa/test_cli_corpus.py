"""Adding, removing and listing plans on the command line; what is asked sees it at once."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import qa.assistant
from embeddings.own_plans import own_catalog
from embeddings.store import load_index
from qa import cli_corpus
from qa.assistant import Assistant
from qa.cli import app
from qa.settings import load_settings

PLAN = (
    "{0}国民经济和社会发展第十五个五年规划纲要\n{0}人民政府\n2026年3月5日\n第一章 总则\n"
    + "全面推进高质量发展,建设现代化产业体系,保护生态环境,改善人民生活。\n" * 12
    + "第二章 目标\n到2030年,全市森林覆盖率达到43.21%。\n"
)


@pytest.fixture(autouse=True)
def embedder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fake_embedder: Any) -> Any:
    """The fake embedder, and folders of the test's own."""
    for variable in list(os.environ):
        if variable.upper().startswith("CITYPLANS_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("CITYPLANS_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("CITYPLANS_PLANS_DIR", str(tmp_path / "plans"))
    monkeypatch.setattr(qa.assistant, "load_embedder", lambda settings, **_: fake_embedder)
    return fake_embedder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tiny_corpus: Path) -> Path:
    """The two tiny plans in the place of those shipped."""
    monkeypatch.setattr("embeddings.corpus.SHIPPED_CORPUS", tiny_corpus)
    return tiny_corpus


def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments), input=typed, prog_name="cityplans")
    out = result.stdout
    for line in typed.splitlines(keepends=True):
        out = out.replace(f" {line}", "", 1)  # the runner echoes what is typed
    return result.exit_code, out, result.stderr


def write(folder: Path, city: str, name: str = "", text: str = PLAN) -> str:
    path = folder / (name or f"{city}.txt")
    path.write_text(text.format(city), "utf-8")
    return str(path)


def listed() -> list[str]:
    return [row["id"] for row in json.loads(run("list", "--json")[1])]


def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_corpus, "_terminal", lambda: True)


def test_a_plan_is_added_listed_answered_from_and_removed(small: Path, tmp_path: Path) -> None:
    code, out, err = run("add", write(tmp_path, "岳阳市"))
    assert (code, out) == (0, "added yueyang: 岳阳市 岳阳市国民经济和社会发展第十五个五年规划纲要\n")
    title = "line 1: 岳阳市国民经济和社会发展第十五个五年规划纲要"
    assert f"  city      岳阳市  ({title})\n" in err
    assert "  date      2026-03-05  (line 3: 2026年3月5日)\n" in err
    row = json.loads(run("list", "--json")[1])[-1]
    assert row == {
        "id": "yueyang",
        "city": "岳阳市",
        "title": "岳阳市国民经济和社会发展第十五个五年规划纲要",
        "kind": "纲要",
        "period": "2026-2030",
        "date": "2026-03-05",
        "status": "",
        "label": "",
        "source": "岳阳市.txt",
        "characters": len(PLAN.format("岳阳市")),
        "sections": 2,
        "damages": 0,
        "origin": "own",
    }
    answer = Assistant.from_settings(load_settings()).ask("岳阳2030年森林覆盖率目标是多少?")
    assert "43.21%" in answer.text
    assert answer.citations[0].chapter == ("第二章 目标",)
    code, out, _ = run("remove", "岳阳")
    assert (code, out) == (0, "removed yueyang: 岳阳市 岳阳市国民经济和社会发展第十五个五年规划纲要\n")
    assert listed() == ["jia", "yi"]
    assert {chunk.document_id for chunk in load_index(tmp_path / "index").chunks} == {"jia", "yi"}
    assert Assistant.from_settings(load_settings()).ask("岳阳2030年森林覆盖率目标是多少?").refused


def test_only_the_new_plan_is_embedded(small: Path, tmp_path: Path, embedder: Any) -> None:
    run("add", write(tmp_path, "岳阳市"))
    embedder.passages.clear()
    other = write(tmp_path, "益阳市")
    with Path(other).open("a", encoding="utf-8") as file:
        file.write("第三章 资水\n整治资水,恢复湿地,建设沿江绿道。\n")
    run("add", other)
    # What both plans say word for word but for the name of the city has its vector already.
    assert [passage.split()[:3] for passage in embedder.passages] == [["本市", "第三章", "资水"]]
    embedder.passages.clear()
    run("remove", "yueyang", "jia")
    assert embedder.passages == []


def test_no_index_leaves_the_index_and_the_next_question_updates_it(small: Path, tmp_path: Path) -> None:
    run("add", write(tmp_path, "岳阳市"), "--no-index")
    assert not (tmp_path / "index").exists()
    answer = Assistant.from_settings(load_settings()).ask("岳阳2030年森林覆盖率目标是多少?")
    assert "43.21%" in answer.text
    run("remove", "yueyang", "--no-index")
    assert "yueyang" in load_index(tmp_path / "index").manifest.chunks
    assert Assistant.from_settings(load_settings()).ask("岳阳2030年森林覆盖率目标是多少?").refused


def test_the_same_file_again_replaces_and_another_of_the_city_joins_it(small: Path, tmp_path: Path) -> None:
    path = write(tmp_path, "岳阳市")
    run("add", path)
    code, out, err = run("add", path, "--issuer", "岳阳市人大")
    assert (code, out.split()[0]) == (0, "replaced")
    assert "cityplans: this replaces the plan yueyang, which was made of the same file" in err
    changed = write(tmp_path, "岳阳市", text=PLAN.replace("43.21", "44.00"))
    assert run("add", changed)[1].startswith("replaced yueyang: ")
    (plan,) = own_catalog(tmp_path / "plans").plan
    assert "44.00" in (tmp_path / "plans" / plan.file).read_text("utf-8")
    assert (tmp_path / "plans" / plan.original).read_text("utf-8") == Path(changed).read_text("utf-8")
    draft = write(tmp_path, "岳阳市", "other.txt", PLAN.replace("第十五个", "第十四个"))
    assert run("add", draft)[1].startswith("added yueyang-plan-2021-2025: 岳阳市 ")
    rows = {row["id"]: row for row in json.loads(run("list", "--json")[1])}
    assert rows["yueyang"]["label"] == "“十五五”规划纲要"
    assert rows["yueyang-plan-2021-2025"]["label"] == "“十四五”规划纲要"
    code, _, err = run("remove", "岳阳市")
    assert (code, err) == (
        1,
        "cityplans: error: 岳阳市 has 2 documents. Name them by their ids: yueyang, yueyang-plan-2021-2025.\n",
    )
    assert run("remove", "yueyang-plan-2021-2025")[0] == 0


def test_a_shipped_plan_is_hidden_and_brought_back(small: Path, tmp_path: Path) -> None:
    before = (small / "catalog.toml").read_bytes()
    code, out, _ = run("remove", "甲市")
    assert (code, out) == (0, "hidden jia: 甲市 甲市规划 (cityplans add jia brings it back)\n")
    assert listed() == ["yi"]
    assert run("list")[1].splitlines()[-1] == "jia is hidden; cityplans add jia brings it back"
    assert run("add", "jia")[:2] == (0, "restored jia: 甲市 甲市规划\n")
    assert listed() == ["jia", "yi"]
    assert (small / "catalog.toml").read_bytes() == before


def test_the_last_plan_can_be_removed(small: Path, tmp_path: Path) -> None:
    code, _, err = run("remove", "jia", "yi")
    assert code == 0
    assert "the corpus has no plan left; add one with cityplans add FILE" in err
    assert run("add", write(tmp_path, "岳阳市"))[0] == 0
    assert listed() == ["yueyang"]


def test_options_go_before_what_the_text_says(small: Path, tmp_path: Path) -> None:
    given = (
        "--city",
        "汨罗市",
        "--title",
        "五年规划",
        "--issuer",
        "市政府",
        "--date",
        "2026-01-02",
        "--kind",
        "建议",
    )
    code, out, _ = run("add", write(tmp_path, "岳阳市"), *given, "--json")
    (row,) = json.loads(out)
    assert code == 0
    assert {field: row[field] for field in ("id", "city", "title", "issuer", "date", "kind")} == {
        "id": "miluo", "city": "汨罗市", "title": "五年规划", "issuer": "市政府", "date": "2026-01-02", "kind": "建议",
    }  # fmt: skip
    assert row["read_from"]["city"] == "given"
    assert run("add", write(tmp_path, "益阳市"), "--date", "gestern")[2].endswith(
        "cityplans: error: 'gestern' is no date. Write it like 2021-05-10.\n"
    )


def test_a_city_that_cannot_be_told_must_be_named(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PLAN.split("\n", 3)[3]
    path = write(tmp_path, "", "a.txt", text)
    code, _, err = run("add", path)
    assert code == 1
    assert err == "cityplans: error: a.txt does not say which city it plans for. Name it: --city 岳阳市\n"
    terminal(monkeypatch)
    code, out, _ = run("add", path, typed="岳阳市\ny\n")
    assert (code, out) == (0, "added yueyang: 岳阳市 a\n")


def test_on_a_terminal_it_asks_and_takes_corrections(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(monkeypatch)
    path = write(tmp_path, "岳阳市")
    assert run("add", path, typed="n\n")[:2] == (0, "")
    assert not (tmp_path / "plans").exists()
    typed = "e\n\n岳阳规划\n\n2026-2031\n\n\n\n\n"
    assert run("add", path, typed=typed)[:2] == (0, "added yueyang: 岳阳市 岳阳规划\n")
    (plan,) = own_catalog(tmp_path / "plans").plan
    assert (plan.period, plan.issuer) == ("2026-2031", "岳阳市人民政府")
    assert run("remove", "yueyang", typed="n\n")[1] == ""
    assert listed() == ["jia", "yi", "yueyang"]


def test_what_does_not_look_like_a_plan_wants_a_yes(small: Path, tmp_path: Path) -> None:
    path = write(tmp_path, "岳阳市", text="{0}今天天气很好,我们去了一个很大的地方。\n" * 40)
    code, _, err = run("add", path)
    assert code == 1
    assert err.splitlines()[-1] == (
        "cityplans: error: 岳阳市.txt does not look like a plan: it does not speak of planning and development. "
        "Add it all the same with --yes."
    )
    assert "no headings were found: answers cannot name a chapter" in err
    assert run("add", path, "--yes")[0] == 0


def test_of_several_files_the_good_ones_are_added(small: Path, tmp_path: Path) -> None:
    files = [write(tmp_path, "岳阳市"), str(tmp_path / "none.txt"), write(tmp_path, "益阳市")]
    code, out, err = run("add", *files)
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines()] == ["added yueyang", "added yiyang"]
    assert f"cityplans: error: there is no file {tmp_path}/none.txt. Check the name." in err
    code, _, err = run("add", *files, "--city", "长沙市")
    assert (code, err) == (2, "cityplans: error: --city goes with one file. See cityplans add --help.\n")


def test_a_corpus_folder_of_ones_own(tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    assert run("add", write(tmp_path, "岳阳市"), "--corpus", folder)[0] == 0
    assert [row["id"] for row in json.loads(run("list", "--corpus", folder, "--json")[1])] == ["yueyang"]
    assert not (tmp_path / "plans").exists()


def test_an_unknown_plan_cannot_be_removed(small: Path) -> None:
    code, _, err = run("remove", "桂林")
    assert (code, err) == (2, "cityplans: error: there is no plan '桂林'. There are: jia, yi.\n")


def test_two_plans_of_one_id_can_be_disentangled(small: Path, tmp_path: Path) -> None:
    run("add", write(tmp_path, "岳阳市"))
    with (small / "catalog.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[[plan]]\nid = "yueyang"\nfile = "yi2.txt"\ncity = "岳阳市"\ntitle = "旧"\nkind = "纲要"\n'
        )
    assert "Remove one: cityplans remove yueyang" in run("list")[2]
    assert run("remove", "yueyang", "--no-index")[:2][0] == 0
    assert own_catalog(tmp_path / "plans").plan == ()
