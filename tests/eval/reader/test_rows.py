import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from eval.errors import ReaderDataError
from eval.reader import pairs
from eval.reader.evaluate import auc, evaluate_reader
from eval.reader.lookalikes import Lookalikes
from eval.reader.own import read_asked, rows_of
from eval.reader.pairs import HELD_REPORTS, Data
from eval.reader.public import PublicRows, Question
from eval.reader.rows import Row, Source, passage_row, read_plan, read_report, rows_hash
from eval.reader.tables import rows_of_tables, table_rows
from qa.answering.reader import Readable, Reading

LINES = ("一、回顾", "2024年增长5%。", "粮食总产100亿斤。", "二、目标", "2025年增长6%左右。")
HEADINGS = (("一、回顾",),) * 3 + (("二、目标",),) * 2
SOURCE = Source("report", "湖南省", LINES, HEADINGS)
WRITTEN = {
    "q": "湖南2024年增长多少", "k": "numeric", "l": "zh-Hans", "s": [2], "also": [], "a": "5%",
    "u": "湖南2024年投资增长多少", "near": [2],
}  # fmt: skip


def test_a_report_is_read_with_the_headings_its_lines_stand_under(tmp_path: Path):
    path = tmp_path / "2025年湖南省政府工作报告.txt"
    path.write_text(
        "\n[1] 报告\n\n[2] 一、回顾\n[3] 增长。\n\n[4] （一）工业。\n[5] 好。\n\n[6] 二、目标\n", "utf-8"
    )
    report = read_report(path)
    assert report.city == "湖南省"
    assert report.lines == ("报告", "一、回顾", "增长。", "（一）工业。", "好。", "二、目标")
    assert report.headings[2:] == (("一、回顾",), *[("一、回顾", "（一）工业")] * 2, ("二、目标",))


def test_a_plan_is_read_with_its_path_and_its_numbers(tmp_path: Path):
    path = tmp_path / "plan.txt"
    path.write_text("## \n[1] 总。\n\n## 甲 › 乙\n[2] 二。\n[3] 三。\n", "utf-8")
    plan = read_plan(path, "怀化市")
    assert plan.line(3) == "三。"
    assert plan.headings == ((), ("甲", "乙"), ("甲", "乙"))


def test_a_window_stays_under_its_heading_and_within_its_size():
    for seed in range(20):
        assert set(SOURCE.window(2, Random(seed))) == {1, 2, 3}
        assert SOURCE.window(2, Random(seed), most=len(LINES[1])) == range(2, 3)


def test_a_row_marks_the_answering_part_and_the_short_answer():
    row = passage_row(SOURCE, [2, 3], "?", answers=[2], short="5%", made="answered")
    assert row.answers == (0,)
    assert row.short == (0, 7, 9)
    assert row.readable.text[slice(*row.short_span)] == "5%"
    assert passage_row(SOURCE, [3], "?", answers=[2], short="5%", made="x").short is None
    assert rows_hash([row]) != rows_hash([passage_row(SOURCE, [2], "?", made="x")])


def test_rules_make_rows_without_an_answer():
    others = Source("other", "湖北省", ("湖北增长7%。",), ((),))
    [asked] = read_asked(SOURCE, [WRITTEN])
    rows = [
        row for seed in range(40)
        for row in rows_of(asked, [SOURCE, others], Lookalikes([SOURCE, others]), Random(seed))
    ]  # fmt: skip
    by_made = {made: [row for row in rows if row.made == made] for made in {row.made for row in rows}}
    assert set(by_made) >= {"answered", "twin", "taken out", "other year", "other place"}
    assert all(any("5%" in row.units[index] for index in row.answers) for row in by_made["answered"])
    assert all("5%" not in "".join(row.units) for row in by_made["taken out"])
    assert all("2024" not in row.question for row in by_made["other year"])
    assert {row.city for row in by_made["other place"]} == {"湖北省"}
    assert all(not row.answers for made, each in by_made.items() if made != "answered" for row in each)


def test_dialogues_are_asked_with_what_came_before_and_standing_alone():
    written = WRITTEN | {"h": ["湖南怎么样"], "q": "增长呢", "std": "湖南2024年增长多少", "u": "投资呢"}
    first, alone = read_asked(SOURCE, [written])
    assert (first.question, first.twin) == ("湖南怎么样 增长呢", "湖南怎么样 投资呢")
    assert (alone.question, alone.twin) == ("湖南2024年增长多少", "")


def test_a_table_asks_value_and_target_and_takes_the_cell_away():
    lines = ("城镇化率(%):2020年 47.18,2025年 57,预期性", "耕地:12(列位不明,表头为2020年/2025年)")
    source = Source("plan", "怀化市", lines, ((), ()))
    [row] = table_rows(source)
    assert (row.name, row.cells) == ("城镇化率", (("2020年", "47.18"), ("2025年", "57")))
    made = list(rows_of_tables(source, Random(1)))
    cells = [each for each in made if each.made == "cell"]
    assert [each.units[each.short[0]][each.short[1] : each.short[2]] for each in cells] == ["47.18", "57"]
    assert "目标" in cells[1].question or "达到" in cells[1].question
    missing = [each for each in made if each.made == "cell missing"]
    assert missing[0].units[0] == "城镇化率(%):2025年 57,预期性"
    assert missing[1].units[0] == "城镇化率(%):2020年 47.18,预期性"
    assert not any(each.answers for each in missing)


def test_public_rows_answer_or_do_not():
    text = "甲生于1900年。他住在北京。后来他去了上海。"
    asked = [
        Question("甲生于哪年", "甲", text, "1900年", 3, "zh-Hans"),
        Question("乙生于哪年", "乙", "乙生于1850年。他也住在北京。", "1850年", 3, "zh-Hans"),
    ]
    make = PublicRows(asked, Random(4))
    for _ in range(20):
        row = make.row(asked[0], answered=True)
        index, start, end = row.short
        assert row.answers == (index,)
        assert row.units[index][start:end] == "1900年"
        other = make.row(asked[0], answered=False)
        assert not other.answers
        assert "1900年" not in "".join(other.units)


def test_auc_is_the_chance_that_an_answered_row_stands_higher():
    # pairs (.9 > .5), (.9 > .2), (.5 = .5: half), (.5 > .2): 3.5 of 4
    assert auc(np.array([0.9, 0.5, 0.5, 0.2]), np.array([True, True, False, False])) == pytest.approx(0.875)
    assert np.isnan(auc(np.array([0.9]), np.array([True])))


class Fixed:
    """Says that the first part answers, more surely the longer the question is."""

    def read_pairs(self, pairs: list[tuple[str, Readable]]) -> list[Reading]:
        return [
            Reading(
                len(question) / 10, np.array([0.9] + [0.1] * (len(passage.spans) - 1), np.float32), (0, 2)
            )
            for question, passage in pairs
        ]


def test_a_reader_is_scored_by_first_part_auc_and_short_span():
    rows = [
        Row("甲甲甲", "", (), ("ab。", "c。"), (0,), (0, 0, 1), "list", "answered"),
        Row("乙乙", "", (), ("ab。", "c。"), (1,), (1, 0, 1), "table", "answered"),
        Row("丙", "", (), ("ab。", "c。"), (), None, "table", "twin"),
    ]
    scores = evaluate_reader(Fixed(), rows)
    assert (scores.top1, scores.auc, scores.short) == (0.5, 1.0, 0.5)
    assert scores.by_kind == {"list": (1.0, 1), "table": (0.0, 1)}


def test_reports_held_out_are_not_trained_on(tmp_path: Path):
    for folder in ("reports", "questions", "dialogues", "public"):
        (tmp_path / folder).mkdir()
    for name in ("湖南", "新疆", "四川", "福建", "江西"):
        (tmp_path / "reports" / f"2025年{name}政府工作报告.txt").write_text("[1] 增长。", "utf-8")
        for folder in ("questions", "dialogues"):
            (tmp_path / folder / f"2025年{name}政府工作报告.jsonl").write_text("", "utf-8")
    data = Data(tmp_path)
    assert [source.city for source, _ in data.reports(held=False)] == ["江西"]
    assert {source.city for source, _ in data.reports(held=True)} == set(HELD_REPORTS)


def test_a_folder_without_data_is_named(tmp_path: Path):
    with pytest.raises(ReaderDataError, match=f"{tmp_path} holds no reader data"):
        Data(tmp_path)


def test_all_unread_questions_are_read_and_a_share_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    for name, asked in (("报告-old", "旧的问题"), ("报告-plain1", "新的问题")):
        row = WRITTEN | {"q": asked, "std": asked, "u": ""}
        (folder / f"{name}.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    monkeypatch.setattr(pairs, "WRITTEN", tmp_path)
    found = [*pairs._later("questions", "报告", SOURCE, "*-plain*")]
    assert [(each.question, each.later, each.unread) for each in found] == [
        ("旧的问题", True, False),
        ("新的问题", True, True),
    ]
    assert [each.question for each in pairs.some_of(found, 0.0, Random(1))] == ["新的问题"]
    assert pairs.some_of(found, 1.0, Random(1)) == found
