import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from eval.gold import SHIPPED_GOLD, GoldRow, gold_files, load_gold
from eval.moves.corpus import move_corpus, move_entry, move_gold, move_row
from eval.moves.move import Move
from eval.moves.names import Rename
from eval.moves.years import YearShift
from eval.validation import check_gold

RAW = "第一章 “十五”以来\n到2005年培训2000人。\n第二章 目标\n2025年达到2000人,甲市领先。\n"
ENTRY = PlanEntry(
    id="jia-2025",
    file="a.txt",
    city="甲乙市",
    title="甲乙市第十四个五年规划",
    kind="纲要",
    date=datetime.date(2024, 2, 29),
    period="2021-2025",
    examples=("2025年多少?",),
)


def test_all_that_an_entry_says_moves_and_what_names_it_stays() -> None:
    assert move_entry(ENTRY, YearShift(5)) == {
        "id": "jia-2025",
        "file": "jia-2025.txt",
        "city": "甲乙市",
        "title": "甲乙市第十五个五年规划",
        "kind": "纲要",
        "date": datetime.date(2029, 2, 28),
        "period": "2026-2030",
        "examples": ["2030年多少?"],
    }


def test_a_row_is_read_again_where_its_quotes_stand(tmp_path: Path) -> None:
    document = read_document(ENTRY, RAW)
    moved = move_corpus([document], YearShift(5), tmp_path)
    assert moved.documents[0].raw == RAW.replace("十五", "十一五").replace("2005", "2010").replace(
        "2025", "2030"
    )
    quote = "2025年达到2000人"
    start = RAW.index(quote)
    row = GoldRow.model_validate(
        {
            "id": "a",
            "question": "甲乙市2025年多少?",
            "language": "zh-Hans",
            "kind": "numeric",
            "cities": ["甲乙市"],
            "answer": "2025年2000人。",
            "required": [["2000"], ["2025年", "十四五末"]],
            "evidence": [
                {"document_id": "jia-2025", "quote": quote, "start": start, "end": start + len(quote)}
            ],
            "sections": ["jia-2025/2"],
            "absent": ["2028年"],
        }
    )
    new = move_row(row, YearShift(5), moved.texts)
    assert (new.question, new.answer, new.absent) == ("甲乙市2030年多少?", "2030年2000人。", ("2033年",))
    assert new.required == (("2000",), ("2030年", "十五五末"))
    assert new.evidence[0].quote == "2030年达到2000人"
    assert new.evidence[0].start == start + 1  # 十五 became 十一五 before it


@pytest.mark.parametrize("kind", ["+5", "-5", "invented", "real"])
def test_the_moved_gold_is_proved_against_the_moved_plans(
    kind: str, documents: Sequence[Document], tmp_path: Path
) -> None:
    gold = load_gold(gold_files([SHIPPED_GOLD, SHIPPED_GOLD / "extra"]), documents)
    move: Move
    if kind in ("invented", "real"):
        texts = [document.raw for document in documents] + [row.model_dump_json() for row in gold.rows]
        move = Rename.of([document.entry for document in documents], kind, texts)  # type: ignore[arg-type]  # pytest gives text
    else:
        move = YearShift(int(kind))
    moved = move_corpus(documents, move, tmp_path)
    new = move_gold(gold, move, moved.texts)
    assert check_gold(new, moved.documents) == []
    assert sum(a.question != b.question for a, b in zip(gold.rows, new.rows, strict=True)) > 150
    for before, after in zip(documents, moved.documents, strict=True):
        assert [move.rename_id(path[-1].id) for path in before.paths] == [path[-1].id for path in after.paths]
