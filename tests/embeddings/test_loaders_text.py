"""Text in any encoding, Markdown, and files that are no plan at all."""

from pathlib import Path

import pytest

from embeddings.errors import LoadError
from embeddings.loaders import LARGEST, load_plan
from embeddings.loaders.decoding import decode

SIMPLE = (
    "岳阳市国民经济和社会发展第十四个五年规划纲要\n第一章 总则\n"
    + "岳阳市坚持新发展理念,加快建设长江经济带绿色发展示范区,推进产业升级。\n" * 12
)
TRADITIONAL = (
    "臺北市國民經濟和社會發展計畫\n第一章 總則\n"
    + "臺北市推進產業發展,加強建設基礎設施,保護生態環境,改善人民生活。\n" * 12
)


def write(folder: Path, data: bytes, name: str = "plan.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030", "gb2312"],
)
def test_simplified_text_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    loaded = load_plan(write(tmp_path, SIMPLE.encode(encoding)))
    assert loaded.text == SIMPLE
    assert loaded.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "cp950", "utf-16", "gb18030"])
def test_traditional_text_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    assert load_plan(write(tmp_path, TRADITIONAL.encode(encoding))).text == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    assert load_plan(write(tmp_path, ("\ufeff" + SIMPLE).encode(encoding))).text == SIMPLE


def test_short_texts_are_told_apart_by_what_they_say() -> None:
    assert decode("第一章 发展目标和基础设施建设".encode("gbk"), "x").text == "第一章 发展目标和基础设施建设"
    assert decode("第一章 發展目標和基礎設施建設".encode("big5"), "x").text == "第一章 發展目標和基礎設施建設"


def test_bytes_that_cannot_be_decoded_are_counted_and_marked(tmp_path: Path) -> None:
    data = SIMPLE.encode("utf-8")
    place = data.index("第一章".encode())
    broken = data[:place] + b"\xff" + data[place:]
    loaded = load_plan(write(tmp_path, broken))
    assert loaded.text == SIMPLE.replace("第一章", "□第一章")
    assert loaded.warnings == (
        "1 characters of plan.txt cannot be read (the first in line 2); they are shown as □",
    )
    many = b"\n".join(line[:-1] + b"\xff\xfe\xff" for line in data.split(b"\n"))
    with pytest.raises(
        LoadError, match=r"characters of plan\.txt cannot be decoded \(as utf-8\)\. Save it as"
    ):
        load_plan(write(tmp_path, many))


def test_replacement_characters_of_an_earlier_conversion_are_told(tmp_path: Path) -> None:
    loaded = load_plan(write(tmp_path, SIMPLE.replace("示范", "示\ufffd").encode()))
    assert "\ufffd" not in loaded.text
    assert loaded.text.count("示□") == 12
    assert loaded.warnings[0].startswith("12 characters of plan.txt cannot be read (the first in line 3)")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("plan.txt", b"", "plan.txt is empty"),
        ("plan.txt", b" \n\n", "plan.txt is empty"),
        ("plan.txt", "\u3000\u3000\n".encode(), "plan.txt has no text"),
        ("plan.txt", bytes(range(256)) * 20, "plan.txt is not a Chinese text in any known encoding"),
        ("plan.txt", ("规划发展建设" * 50).encode() + b"\x01\x02\x03" * 9, "is not a text (binary data)"),
        ("plan.txt", b"%PDF-1.4 \n", "plan.txt is a PDF, not what .txt says. Rename it to .pdf"),
        ("plan.html", b"PK\x03\x04rest", "is a zip archive or Office document, not what .html says"),
        ("plan.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an encrypted or old (97-2003) Office document"),
        ("plan.doc", b"x", "plan.doc is of a kind that cannot be read (.doc). Save it as one of .txt, .md,"),
        ("plan", b"x", "plan is of a kind that cannot be read (no suffix)"),
        ("plan.txt", "Paris a été fondée".encode("latin-1"), "is not a Chinese text in any known encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name_and_a_remedy(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    with pytest.raises(LoadError) as caught:
        load_plan(write(tmp_path, data, name))
    assert message in str(caught.value)
    assert caught.value.remedy


def test_missing_unreadable_and_too_large_files(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"there is no file .*none\.txt\. Check the name"):
        load_plan(tmp_path / "none.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(LoadError, match=r"cannot read .*folder\.txt \(Is a directory\)"):
        load_plan(tmp_path / "folder.txt")
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(LoadError, match=r"big\.txt has 50 MB, more than 50"):
        load_plan(tmp_path / "big.txt")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("The quick brown fox.\n" * 30, "does not look like a plan: it has no Chinese text"),
        ("The quick brown fox jumps 发展.\n" * 30, "does not look like a plan: most of it is not Chinese"),
        ("规划发展建设目标", "does not look like a plan: it has only 8 Chinese characters"),
        (
            "今天我们去了一个很好的地方,他说这里的水和山都很大。" * 30,
            "it does not speak of planning and development",
        ),
        ("锟斤拷烫烫烫" * 100, "its characters make no Chinese sentences (wrong encoding?)"),
    ],
)
def test_a_text_that_is_no_plan_is_doubted_and_not_refused(tmp_path: Path, text: str, doubt: str) -> None:
    (said,) = load_plan(write(tmp_path, text.encode())).warnings
    assert doubt in said


def test_markdown_keeps_headings_and_pipe_tables(tmp_path: Path) -> None:
    source = (
        "---\ntitle: 岳阳市规划\ndate: 2026-03-05\n---\n# 发展规划\n\n## 第一章 总则\n<!-- note -->\n"
        "**一、发展基础。** 见[附件](a.html),增长5\\%。\n\n| 指标 | 2025 |\n|---|---|\n| 森林覆盖率 | 41.5 |\n"
    )
    loaded = load_plan(write(tmp_path, source.encode(), "plan.md"))
    assert loaded.text == (
        "# 发展规划\n\n## 第一章 总则\n\n一、发展基础。 见附件,增长5\\%。\n\n"
        "| 指标 | 2025 |\n|---|---|\n| 森林覆盖率 | 41.5 |\n"
    )
    assert loaded.facts == {"title": "岳阳市规划", "date": "2026-03-05"}


def test_a_vertical_tab_ends_a_line_and_makes_no_binary_data(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("第一章 总则\x0b\n到2030年发展港口。\x0b\n" * 10, encoding="utf-8")
    assert "第一章 总则" in load_plan(path).text
