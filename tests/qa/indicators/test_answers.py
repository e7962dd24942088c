"""Questions in the chat and the table agree: the cell's value is in the answer, and the answer's place in the table."""

import pytest

from embeddings.corpus import Document
from embeddings.facts.quantities import whole_figure
from embeddings.scripts import search_form
from qa.assistant import Assistant
from qa.indicators import load_indicators
from qa.indicators.choosing import read_cell

SAMPLE = [
    ("forest_cover", "chenzhou"),
    ("forest_cover", "changzhutan"),
    ("urbanisation", "xiangxiang"),
    ("urbanisation", "huaihua"),
    ("gdp", "chenzhou"),
    ("gdp", "xiangxiang"),
    ("life_expectancy", "huaihua"),
    ("grain", "huaihua"),
    ("doctors", "chenzhou"),
    ("high_value_patents", "xiangxiang"),
    ("manufacturing_share", "huaihua"),
    ("surveyed_unemployment", "xiangxiang"),
    ("water_use", "chenzhou"),
    ("hightech_firms", "changzhutan"),
    ("accident_mortality", "chenzhou"),
    ("pm25", "changzhutan"),
]
SILENT = [("forest_cover", "hengyang"), ("urbanisation", "hengyang"), ("grain_area", "xiangxiang")]
BY_ID = {each.id: each for each in load_indicators()}


@pytest.mark.parametrize(("indicator", "plan"), SAMPLE)
def test_the_answer_has_the_cell_and_the_table_has_the_answer(
    assistant: Assistant, shipped: dict[str, Document], indicator: str, plan: str
) -> None:
    document = shipped[plan]
    cell = read_cell(document, BY_ID[indicator], "target")
    assert cell.best is not None
    answer = assistant.ask(f"{document.city}2025年{BY_ID[indicator].zh}目标是多少?")
    assert not answer.refused
    figure = whole_figure(search_form(cell.best.printed))
    assert figure is not None
    assert f"{figure.quantity.number}" in search_form(answer.text)
    places = [document.clean.to_raw(each.start, each.end) for each in document.facts[indicator]]
    cited = [(each.start, each.end) for each in answer.citations]
    assert any(a < d and c < b for a, b in cited for c, d in places)


@pytest.mark.parametrize(("indicator", "plan"), SILENT)
def test_what_the_table_leaves_empty_is_refused(
    assistant: Assistant, shipped: dict[str, Document], indicator: str, plan: str
) -> None:
    document = shipped[plan]
    assert read_cell(document, BY_ID[indicator], "target").status == "empty"
    assert assistant.ask(f"{document.city}2025年{BY_ID[indicator].zh}目标是多少?").refused
