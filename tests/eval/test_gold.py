import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from embeddings.corpus import Document
from eval.errors import GoldError
from eval.gold import GoldRow, find_sections, load_gold
from eval.validation import check_gold

WriteGold = Callable[[Sequence[dict[str, Any]]], Path]


def form_fault(path: Path, documents: Sequence[Document]) -> str:
    with pytest.raises(GoldError) as caught:
        load_gold([path], documents)
    return str(caught.value)


def content_faults(row: dict[str, Any], write: WriteGold, documents: Sequence[Document]) -> list[str]:
    gold = load_gold([write([row])], documents)
    return [f"{fault.field}: {fault.problem}" for fault in check_gold(gold, documents)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"question": "问", "answer": "答", "citty": "郴州"}', "line 1, field citty: Extra inputs"),
        ('{"answer": "答"}', "line 1, field question: is missing"),
        ('{"question": "问"}', "line 1, field answer: is missing"),
        (
            '{"question": "问", "answer": "答", "city": "巴黎"}',
            "line 1, field city: no plan covers the city '巴黎'",
        ),
        ('{"question": "问", "answer": "答", "kind": "numerc"}', "line 1, field kind: Input should be"),
        ('{"question": "问", "answer": "答", "chapter": "总则"}', "line 1, field chapter: needs a city"),
        (
            '{"question": "问", "answer": "答", "city": "郴州", "chapter": "登月"}',
            "line 1, field chapter: '登月' is no heading of 郴州市",
        ),
        (
            '{"question": "问", "answer": "答", "required": [[]]}',
            "line 1, field required: has an empty group",
        ),
        ('{"question": ', "line 1: not JSON"),
        ("[]", "line 1: not a JSON object"),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_field(
    line: str, expected: str, tmp_path: Path, documents: Sequence[Document]
) -> None:
    path = tmp_path / "my.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    message = form_fault(path, documents)
    assert message.startswith(f"{path}")
    assert expected in message


def test_a_doubled_id_names_both_places(
    write_gold: WriteGold, rows: list[dict[str, Any]], documents: Sequence[Document]
) -> None:
    path = write_gold([rows[0], rows[1], rows[0]])
    expected = f"line 3, field id: {rows[0]['id']!r} was already given in {path}, line 1"
    assert expected in form_fault(path, documents)


def test_an_empty_file_and_a_missing_one(tmp_path: Path, documents: Sequence[Document]) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")
    assert "the file has no question" in form_fault(empty, documents)
    assert "cannot be read" in form_fault(tmp_path / "none.jsonl", documents)
    assert "the folder has no .jsonl or .csv file" in form_fault(_made(tmp_path / "folder"), documents)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_all_faults_are_kept(tmp_path: Path, documents: Sequence[Document]) -> None:
    path = tmp_path / "my.jsonl"
    path.write_text('{"answer": "a"}\n{"question": "q"}\n', encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        load_gold([path], documents)
    assert [(fault.line, fault.field) for fault in caught.value.faults] == [(1, "question"), (2, "answer")]
    assert "(and 1 more)" in str(caught.value)


def test_a_csv_in_gbk_says_so(tmp_path: Path, documents: Sequence[Document]) -> None:
    path = tmp_path / "my.csv"
    path.write_bytes("question,answer,city\nWhat?,好的,郴州\n".encode("gbk"))
    message = form_fault(path, documents)
    assert f"{path}, line 2, field answer: not UTF-8, it looks like GBK" in message
    jsonl = tmp_path / "my.jsonl"
    jsonl.write_bytes('{"question": "问题"}'.encode("gbk"))
    assert "line 1: not UTF-8" in form_fault(jsonl, documents)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("question,answr\nq,a\n", "line 1, field answr: is no column that is known"),
        ("question,city\nq,郴州\n", "line 1, field answer: is missing in the header"),
        ("question,answer\nq,a,b\n", "line 2: 3 cells under 2 columns"),
        ("question,answer\n,a\n", "line 2, field question: is missing"),
        ("question,answer\n", "the file has no question"),
    ],
)
def test_a_bad_csv(text: str, expected: str, tmp_path: Path, documents: Sequence[Document]) -> None:
    path = tmp_path / "my.csv"
    path.write_text(text, encoding="utf-8")
    assert expected in form_fault(path, documents)


def test_a_users_own_csv(tmp_path: Path, documents: Sequence[Document]) -> None:
    path = tmp_path / "my.csv"
    text = (
        "﻿问题,答案,城市,章节\r\n"
        '郴州森林覆盖率?,"达到68.1%,稳定",郴州,第三节 发展目标 › 2.“十四五”发展目标\r\n'
        "\r\n"
        "火星在哪?,,,\r\n"
    )
    path.write_text(text, encoding="utf-8")
    gold = load_gold([path], documents)
    first, second = gold.rows
    assert first.cities == ("郴州市",)
    assert first.sections == ("chenzhou/2/3/2",)
    assert (first.kind, first.language, first.id) == ("other", "zh-Hans", "my-2")
    assert not second.answerable
    assert gold.places[second.id] == (str(path), 4)
    assert check_gold(gold, documents) == []


def test_headings_are_found_by_their_words(documents: Sequence[Document]) -> None:
    chenzhou = [documents[0]]
    assert find_sections("2.“十四五”发展目标", chenzhou) == ["chenzhou/2/3/2"]
    assert find_sections("第四节 › “十四五”发展目标", chenzhou) == []
    assert find_sections("", chenzhou) == []


def test_the_split_is_by_the_hash_of_the_id() -> None:
    # sha256("a") ends in …48bb (odd), sha256("c") in …2fd6 (even)
    def split(id: str) -> str:
        return GoldRow(id=id, question="q", language="en", kind="other", answer="a").split

    assert split("a") == "test"
    assert split("c") == "dev"


def spoil(row: dict[str, Any], **fields: Any) -> dict[str, Any]:
    spoiled = copy.deepcopy(row)
    spoiled.update(fields)
    return spoiled


def test_what_the_validator_proves(
    rows: list[dict[str, Any]], write_gold: WriteGold, documents: Sequence[Document]
) -> None:
    good = rows[0]
    assert content_faults(good, write_gold, documents) == []

    def faults(**fields: Any) -> list[str]:
        return content_faults(spoil(good, **fields), write_gold, documents)

    span = good["evidence"][0]
    moved = [{**span, "start": span["start"] + 1, "end": span["end"] + 1}]
    assert f"it stands at {documents[0].raw.find(span['quote'])}" in faults(evidence=moved)[0]
    assert "it stands nowhere" in faults(evidence=[{**span, "quote": "没有这句话"}])[0]
    assert "there is no document 'paris'" in faults(evidence=[{**span, "document_id": "paris"}])[0]
    furniture = {"document_id": "xiangxiang", "quote": documents[1].raw[34:60], "start": 34, "end": 60}
    assert "is no text of the plan" in faults(evidence=[furniture], cities=["湘乡市"])[0]
    assert "there is no section 'chenzhou/99'" in faults(sections=["chenzhou/99"])[0]
    assert any("not in chenzhou/13" in fault for fault in faults(sections=["chenzhou/13"]))
    assert any("2 sections for 1 evidence" in fault for fault in faults(sections=good["sections"] * 2))
    assert faults(answer="别的") == [f"required: the ideal answer has none of {span['quote']}"]
    assert "郴州市 is not among the cities" in faults(cities=["怀化市"])[0]
    assert faults(kind="followup") == ["history: a follow-up needs the earlier questions"]
    assert faults(kind="compare") == ["cities: a comparison needs two cities or more"]
    assert faults(evidence=[], sections=[]) == ["evidence: is missing", "sections: is missing"]
    assert faults(also_sections=["x"]) == [
        "also_sections: there is no section 'x'; see cityplans outline CITY --json"
    ]


def test_absence_is_proved_or_explained(
    rows: list[dict[str, Any]], write_gold: WriteGold, documents: Sequence[Document]
) -> None:
    refusable = rows[-1]

    def faults(**fields: Any) -> list[str]:
        return content_faults(spoil(refusable, **fields), write_gold, documents)

    assert faults(note="") == []  # the plans know no 火星基地
    assert faults(note="", absent=["火星"]) == []
    assert "'旅游' occurs in the plan of 郴州市" in faults(absent=["旅游"], cities=["郴州市"])[0]
    assert faults(note="", question="郴州市旅游") != []
    assert faults(required=[["x"]], answer="x") == ["required: a question that must be refused has none"]


def test_gold_rows_round_trip(gold: Any) -> None:
    for row in gold.rows:
        assert GoldRow.model_validate(json.loads(row.model_dump_json(exclude_defaults=True))) == row
