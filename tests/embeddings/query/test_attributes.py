"""Whether a question asks if an indicator binds."""

import pytest

from embeddings.query.attributes import AttributeAsk, read_attribute


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("粮食产量指标是约束性的吗?", AttributeAsk("约束性", "粮食产量指标 ?")),
        ("绿化率是不是预期性指标", AttributeAsk("预期性", "绿化率")),
        ("gdp目标是什么性质的指标", AttributeAsk(None, "gdp目标")),
        ("is the forest target binding?", AttributeAsk("约束性", "the forest target ?")),
        ("有哪些约束性指标?", None),
        ("which binding targets does it set?", None),
    ],
)
def test_what_is_asked_of_an_attribute(text: str, asked: AttributeAsk | None) -> None:
    assert read_attribute(text, english=text.isascii()) == asked
