"""Which operation a question asks for, and what of the question is left."""

import pytest

from embeddings.query.arithmetic import read_operation


@pytest.mark.parametrize(
    ("text", "operator", "rest"),
    [
        (" 森林覆盖率目标比  高多少?", "difference", "森林覆盖率目标 ?"),
        (" 和 就业人数目标相差多少?", "difference", "和 就业人数目标 ?"),
        ("2035年水资源利用率比2030年提高多少?", "difference", "2035年水资源利用率 ?"),
        (" 和 粮食产量之和是多少?", "sum", "和 粮食产量 是多少?"),
        ("三县绿化率的平均值是多少?", "mean", "三县绿化率 是多少?"),
        ("各市绿化率平均是多少?", "mean", "各市绿化率 多少?"),
        (" 粮食产量是 的几倍?", "ratio", "粮食产量 ?"),
        ("城镇居民收入是农村居民收入的几倍?", "ratio", "城镇居民收入 比 农村居民收入 ?"),
        ("城镇居民收入比农村高多少?", "difference", "城镇居民收入 比 农村 ?"),
        ("2030年目标比2025年实际高多少", "difference", "2030年目标 比 2025年实际"),
        ("2020年gdp距离十三五目标差多少", "difference", "2020年gdp"),
        ("gdp从2030到2035平均每年增长多少", "yearly_rate", "gdp"),
        (" 用水总量的一半是多少?", "half", "用水总量 是多少?"),
        (" 绿化率平均每年提高多少?", "yearly_change", "绿化率 ?"),
        ("绿化率最高的比第二名高多少?", "lead", "绿化率 ?"),
        (
            "what is the average greening rate of the three cities?",
            "mean",
            "what is the greening rate of the three cities?",
        ),
        ("by how many percentage points does  's rate rise?", "difference", "does 's rate ?"),
        ("what is half of  's water use?", "half", "what is 's water use?"),
    ],
)
def test_the_operation_and_the_rest(text: str, operator: str, rest: str) -> None:
    operation = read_operation(text)
    assert operation is not None
    assert (operation.operator, operation.rest) == (operator, rest)


@pytest.mark.parametrize(
    "text",
    [
        " 平均预期寿命目标是多少?",  # a name with the word in it
        " 劳动年龄人口平均受教育年限是多少?",
        " 城乡居民收入比目标是多少?",
        " 城乡收入差距缩小到多少?",
        "到2030年 森林覆盖率提高到多少?",
        "哪个城市的森林覆盖率最高?",
        "what is the average life expectancy target of  ?",
        " 如何缩小城乡差距?",
    ],
)
def test_what_asks_for_no_operation(text: str) -> None:
    assert read_operation(text) is None


def test_the_lowest_leads_from_below() -> None:
    operation = read_operation("失业率最低的比第二名低多少?")
    assert operation is not None
    assert (operation.operator, operation.least, operation.is_across) == ("lead", True, True)
