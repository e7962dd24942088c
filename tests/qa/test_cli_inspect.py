"""`cityplans inspect`, `cityplans add` of a folder, and side files that correct what was read."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.corpus import read_corpus
from embeddings.corrections import side_file
from qa.cli import app

PLAN = (
    "{0}国民经济和社会发展第十五个五年规划纲要\n{0}人民政府\n2026年3月5日\n第一章 总则\n"
    + "全面推进高质量发展,建设现代化产业体系,保护生态环境,改善人民生活。\n" * 12
    + "产业发展\n发展壮大主导产业。\n第三章 目标\n到2030年,全市森林覆盖率达到43.21%。\n"
)
BARE = "全面推进高质量发展,建设现代化产业体系,做好规划,实现发展目标。\n" * 30


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in list(os.environ):
        if variable.upper().startswith("CITYPLANS_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("CITYPLANS_PLANS_DIR", str(tmp_path / "plans"))
    monkeypatch.setenv("CITYPLANS_INDEX_DIR", str(tmp_path / "index"))


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments), prog_name="cityplans")
    return result.exit_code, result.stdout, result.stderr


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def own_outline(folder: Path) -> list[str]:
    document = read_corpus(folder)[0]
    return [f"{path[-1].level} {path[-1].label}" for path in document.paths if path[-1].level]


def test_inspect_shows_doubts_first_and_adds_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "岳阳市.txt", PLAN.format("岳阳市"))
    code, out, _ = run("inspect", str(path))
    assert code == 0
    lines = out.splitlines()
    assert lines[:3] == [
        "岳阳市.txt",
        "doubts: 1",
        "  ! gaps or repeats in the numbers of headings: line 19: 第三章 目标: number 3 after 1",
    ]
    assert "period: 2026-2030  (line 1: 岳阳市国民经济和社会发展第十五个五年规划纲要)" in lines
    assert "  森林覆盖率 | 2030 | 43.21% | target" in lines
    assert not (tmp_path / "plans").exists()


def test_inspect_in_chinese_and_of_a_text_that_says_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "x.txt", BARE)
    out = run("inspect", str(path), "--lang", "zh")[1].splitlines()
    assert out[1:6] == [
        "存疑：5",
        "  ! 没有读出是哪个地方的文件",
        "  ! 没有找到标题",
        "  ! 没有读出规划期",
        "  ! 标题是推测的：x",
    ]
    found = json.loads(run("inspect", str(path), "--json")[1])
    assert [each["kind"] for each in found["doubts"]] == [
        "city-untold",
        "no-headings",
        "period-untold",
        "title-guessed",
        "kind-untold",
    ]
    assert found["city"] == "—"
    assert found["characters"] == len(BARE)


def test_a_folder_is_added_with_a_table_the_gravest_doubt_first(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder, "b.txt", PLAN.format("岳阳市").replace("产业发展\n", "第二章 产业发展\n"))
    write(folder, "c.txt", PLAN.format("常德市"))
    write(folder, "a.txt", BARE)
    write(folder, "c.txt.toml", "")
    code, out, err = run("add", str(folder), "--no-index", "--yes", "--corpus", str(tmp_path / "own"))
    assert code == 1  # one of them could not be added
    assert out.splitlines() == [
        "added yueyang: 岳阳市 岳阳市国民经济和社会发展第十五个五年规划纲要",
        "added changde: 常德市 常德市国民经济和社会发展第十五个五年规划纲要",
    ]
    lines = err.splitlines()
    assert "a.txt does not say which city" in lines[0]
    assert [line.split()[:3] for line in lines[1:4]] == [
        ["doubts", "file", "city"],
        ["1", "c.txt", "常德市"],
        ["0", "b.txt", "岳阳市"],
    ]
    assert lines[4].startswith("! c.txt: gaps or repeats in the numbers of headings")


def test_a_side_file_corrects_headings_and_fields_and_outlives_adding_again(tmp_path: Path) -> None:
    path, own = write(tmp_path, "岳阳市.txt", PLAN.format("岳阳市")), tmp_path / "own"
    add = ("add", str(path), "--no-index", "--yes", "--corpus", str(own))
    write(
        tmp_path,
        "岳阳市.txt.toml",
        '[plan]\nissuer = "岳阳市第九届人大"\n[[heading]]\ntext = "产业发展"\nlevel = 1\n'
        '[[heading]]\ntext = "第三章 目标"\nlevel = 2\n',
    )
    assert run(*add)[0] == 0
    corrected = ["1 第一章 总则", "1 产业发展", "2 第三章 目标"]
    assert own_outline(own) == corrected
    side_file(path).unlink()
    path.write_text(PLAN.format("岳阳市") + "补充一段。\n", encoding="utf-8")
    assert run(*add)[0] == 0
    entry = read_corpus(own)[0].entry
    assert own_outline(own) == corrected
    assert (entry.issuer, entry.corrected) == ("岳阳市第九届人大", ("issuer",))
    assert "补充一段" in read_corpus(own)[0].raw


def test_a_line_that_is_no_heading_and_a_correction_that_fits_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "岳阳市.txt", PLAN.format("岳阳市"))
    write(
        tmp_path,
        "岳阳市.txt.toml",
        '[[heading]]\ntext = "第三章目标"\nlevel = 0\n[[heading]]\ntext = "第九章"\nlevel = 1\n',
    )
    found = json.loads(run("inspect", str(path), "--json")[1])
    assert [each["number"] for each in found["outline"]] == ["", "第一章"]
    assert found["doubts"][0] == {
        "kind": "correction-unused",
        "count": 1,
        "detail": "第九章",
        "text": "corrections that fit no line: 第九章",
    }


def test_inspect_writes_a_side_file_to_begin_with_once(tmp_path: Path) -> None:
    path = write(tmp_path, "岳阳市.txt", PLAN.format("岳阳市"))
    assert run("inspect", str(path), "--side")[0] == 0
    written = side_file(path).read_text("utf-8")
    assert '# period = "2026-2030"   # line 1: ' in written
    assert '# [[heading]]\n# text = "第三章目标"\n# level = 1\n' in written
    assert run("inspect", str(path))[0] == 0  # nothing in it is a correction yet
    code, _, err = run("inspect", str(path), "--side")
    assert code == 1
    assert "is there already" in err
    side_file(path).write_text("[[heading]]\ntext = 1\n", "utf-8")
    code, _, err = run("inspect", str(path))
    assert code == 1
    assert "岳阳市.txt.toml are wrong at heading.0" in err


def test_one_document_from_two_sites_is_known_as_the_same(tmp_path: Path) -> None:
    body = "".join(f"第{n}项任务是推进高质量发展,建设现代化产业体系,改善人民生活。\n" for n in range(30))
    title = "岳阳市国民经济和社会发展第十五个五年规划纲要\n第一章 总则\n"
    own = str(tmp_path / "own")
    one = write(tmp_path, "a.txt", title + body)
    other = write(tmp_path, "b.txt", "首页 > 新闻\n" + title + body.replace(",", ",　") + "责任编辑:甲\n")
    assert run("add", str(one), "--no-index", "--yes", "--corpus", own)[0] == 0
    code, _, err = run("add", str(other), "--no-index", "--yes", "--corpus", own)
    assert code == 1
    assert "b.txt is the same document as yueyang" in err
    different = write(tmp_path, "c.txt", title + body.replace("项任务", "条措施"))
    assert run("add", str(different), "--no-index", "--yes", "--corpus", own)[0] == 0
