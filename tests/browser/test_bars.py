"""The bars of a comparison: whatever stands beside them, they are drawn to one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from qa.indicators import build_table, known_indicators
from qa.web.compared import Comparison, render_bars
from qa.web.indicators.views import view_line
from qa.web.page import style

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bars() -> str:
    """A page with the GDP of the plans that are shipped, in which names and values are short and long."""
    documents = read_corpus(SHIPPED_CORPUS)
    [indicator] = [each for each in known_indicators(documents) if each.id == "gdp"]
    [line] = build_table(documents, [indicator]).lines
    shown = render_bars(Comparison(view_line(line, "en"), {}), language="en")
    return f'<!doctype html><style>{style()}</style><div id="cp-thread">{shown}</div>'


@pytest.mark.parametrize("width", [1280, 360])
def test_all_bars_have_the_same_scale(browser: Browser, bars: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740})
    page.set_content(bars)
    drawn = [each.bounding_box() for each in page.locator(".cp-bars svg").all()]
    scales = {(each["x"], each["width"]) for each in drawn if each is not None}
    assert len(drawn) >= 3
    assert len(scales) == 1
    assert next(iter(scales))[1] > 150
    labels = [each.bounding_box() for each in page.locator(".cp-bars li > :is(span, b)").all()]
    assert all(each is not None and each["height"] < 100 for each in labels)
    page.close()
