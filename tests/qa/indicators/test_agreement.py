"""Every indicator asked of all plans together: the rows are those of the indicator table, cell for cell."""

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.facts.definitions import Indicator
from embeddings.queries import QueryReader
from embeddings.scripts import search_form
from qa.answering.from_facts import FactAnswers
from qa.citations import Verified, verify
from qa.indicators import known_indicators
from qa.indicators.asking import asked_indicators
from qa.indicators.choosing import Cell
from qa.indicators.table import Line, build_table

DOCUMENTS = read_corpus(SHIPPED_CORPUS)
BY_ID = {each.id: each for each in DOCUMENTS}
READER = QueryReader(DOCUMENTS)
SHOWN = ("value", "conflict", "text", "unclear", "dash")
LINES = [
    line
    for line in build_table(DOCUMENTS, known_indicators(DOCUMENTS)).lines
    if any(pair.target.status in SHOWN for pair in line.pairs)
]


def answered(indicator: Indicator) -> Verified:
    query = READER.read(f"各市{indicator.zh}目标对比")
    assert asked_indicators(query, DOCUMENTS)[0].id == indicator.id
    return verify(FactAnswers(BY_ID).drafts(query), BY_ID, language=query.language)


def value(cell: Cell) -> str:
    assert cell.best is not None
    return "".join(search_form(cell.best.printed).split()).strip("[]")


def test_many_lines_are_compared() -> None:
    assert len(LINES) > 60


@pytest.mark.parametrize("line", LINES, ids=[line.indicator.id for line in LINES])
def test_the_rows_are_the_cells_of_the_table(line: Line) -> None:
    verified = answered(line.indicator)
    rows = {
        each.text.split("|")[1].strip(): each for each in verified.sentences if each.text.startswith("| ")
    }
    cells = {pair.document.city: pair.target for pair in line.pairs if pair.target.status in SHOWN}
    assert verified.dropped == []
    assert rows.keys() == cells.keys()
    for city, cell in cells.items():
        assert value(cell) in "".join(search_form(rows[city].text).split())
        places = [
            cell.document.clean.to_raw(each.start, each.end)
            for each in cell.document.facts[line.indicator.id]
            if each == cell.best
        ]
        cited = [(each.start, each.end) for each in verified.citations if each.marker in rows[city].markers]
        assert any(a <= c and d <= b for a, b in cited for c, d in places)


@pytest.mark.parametrize(
    ("question", "indicator"),
    [
        ("五市城镇化率目标对比", "urbanisation"),
        ("各市2025年GDP目标对比", "gdp"),
        ("五市研发投入强度对比", "rd_intensity"),
        ("GDP增速谁最高", "gdp_growth"),
        ("各市2025年城镇登记失业率的控制目标", "registered_unemployment"),
        ("湘乡、怀化、长株潭“十四五”地区生产总值年均增速目标分别是多少?", "gdp_growth"),
        ("各市进出口总额增长率目标", "trade_growth"),
    ],
)
def test_short_questions_meet_the_same_line(question: str, indicator: str) -> None:
    assert asked_indicators(READER.read(question), DOCUMENTS)[0].id == indicator
    assert READER.read(question).compares


@pytest.mark.parametrize(
    ("question", "indicator"),
    [
        ("What is the 2025 target for disposable income per urban resident in Xiangxiang?", "urban_income"),
        (
            "Compare the targets for high-tech industry value added as a share of GDP in all cities.",
            "hightech_share",
        ),
        ("What R&D intensity does Xiangxiang aim for in 2025?", "rd_intensity"),
        ("What is Xiangxiang's R&D spending growth target?", "rd_growth"),
        ("Compare the targets for hospital beds per 1,000 people in all cities.", "hospital_beds"),
        ("Which city has the highest target for invention patents per 10,000 people?", "patents"),
    ],
)
def test_english_names_meet_their_line_whatever_joins_their_words(question: str, indicator: str) -> None:
    query = READER.read(question)
    found = asked_indicators(query, [BY_ID[each] for each in query.scope])
    assert [each.id for each in found[:1]] == [indicator]
