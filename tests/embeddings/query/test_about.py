"""What is asked of a document itself and of its outline, and questions that have the same words and ask something else."""

import pytest

from embeddings.query.about import OutlineAsk, asks_for_units, asks_only, document_asks, outline_ask
from embeddings.query.confirming import read_confirms


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("把“加强生态系统保护和修复”这一节的四个小标题列出来", True),
        ("第八章讲绿色发展,下面有哪几节?", True),
        ("「组织实施」部分共有哪几条?", True),
        ("如何节约用水?", False),
        ("节能环保产业产值多少?", False),
        ("分三步走推进什么?", False),
    ],
)
def test_what_a_part_is_made_of(question: str, asks: bool) -> None:
    assert asks_for_units(question) is asks


@pytest.mark.parametrize(
    ("bare", "asks"),
    [
        ("规划是谁批准的?", ("approval",)),
        ("这个文件是市人大通过的吗?", ("approval",)),
        ("计划是哪里发的,管哪几年", ("issuer", "period")),
        ("计划纲要一共有几篇、几章?", ("chapters",)),
        ("“十五”计划一共有几章?", ("chapters",)),
        ("规划要建几条铁路?", ()),
        ("政府工作报告是哪天发布的?", ("date",)),
        ("的行动计划什么时候印发的?", ("date",)),
        ("规划由哪个部门编制?", ("issuer",)),
        ("规划的规划期是哪几年?", ("period",)),
        ("规划一共有几章?", ("chapters",)),
        ("这份文件是什么?", ("kind",)),
        ("规划的全称是什么?", ("title",)),
        ("我是记者,想核实一下: 这份文件是政府的规划纲要吗?", ("kind",)),
        ("我家有老人,规划是怎么说养老的?", ()),
        ("who issued the plan?", ("issuer",)),
        ("how many chapters does the plan have?", ("chapters",)),
        ("when was the plan approved?", ("approval",)),
        ("规划是哪个单位、什么时候发的?", ("issuer", "date")),
        ("规划谁发布的,什么时候批准的?", ("issuer", "approval")),
        ("规划的发布时间和批准机关", ("date", "approval")),
        ("规划管到哪一年?", ("period",)),
        ("那份文件是规划吗?", ("kind",)),
        ("what is the document called and who issued it?", ("issuer", "title")),
        ("五年的方案是谁发出来的?管哪几年?", ("issuer", "period")),
        ("“十四五”规划和二〇三五年远景目标纲要共分几章?", ("chapters",)),
        ("who wrote the paper - is it the final plan or just advice from somebody?", ("issuer", "kind")),
        ("规划哪年到哪年的?", ("period",)),
        ("规划的全称叫啥", ("title",)),
        ("那个文件是干嘛的", ("purpose",)),
        ("规划现在还有效吗?", ("status",)),
        ("规划过期了没有?", ("status",)),
        ("规划全文有多长,多少字?", ("length",)),
        ("is the plan still in force?", ("status",)),
        ("what is the plan for?", ("purpose",)),
        ("when was the action plan published?", ("date",)),
        ("规划如何有效利用资源?", ()),
        ("旅游规划有什么作用?", ()),
        ("规划目标的完成时间", ()),
        ("谁批准的项目最多?", ()),
        ("规划由哪个部门负责实施?", ()),
        ("什么时候出台人才计划?", ()),
        ("文件规定的gdp是多少?", ()),
    ],
)
def test_what_is_asked_of_a_document(bare: str, asks: tuple[str, ...]) -> None:
    assert document_asks(bare) == asks


@pytest.mark.parametrize(
    ("bare", "ask"),
    [
        ("规划最后一章题目是什么?", OutlineAsk((("章", 0),))),
        ("怎么发展农业那一节讲了什么", OutlineAsk(topic="怎么发展农业", unit="节")),
        ("教育那块怎么说的", OutlineAsk(topic="教育")),
        ("今年要做哪些事,工作安排那部分列一下", OutlineAsk(topic="工作安排")),
        ("what does the section on education say", OutlineAsk(topic="education", unit="节")),
        ("summarize the education chapter of the  plan", OutlineAsk(topic="education", unit="章")),
        ("教育那块投资多少", None),
        ("大部分企业在哪里", None),
        ("what does the last chapter of the plan say?", OutlineAsk((("章", 0),))),
        ("规划第三章讲什么?", OutlineAsk((("章", 3),))),
        ("第二篇第十一章有哪些内容", OutlineAsk((("篇", 2), ("章", 11)))),
        ("规划专栏3是什么内容?", OutlineAsk((("专栏", 3),))),
        ("总结一下规划", OutlineAsk()),
        ("规划讲了些什么", OutlineAsk()),
        ("summarise the plan", OutlineAsk()),
        ("what does chapter 3 of the plan say?", OutlineAsk((("章", 3),))),
        ("“十六五”规划纲要第九章由哪几节组成?", OutlineAsk((("章", 9),))),
        ("规划第五篇“促进协调发展”下面有哪几章?", OutlineAsk((("篇", 5),))),
        ("第五章的投资由哪几部分组成?", None),
        ("规划一共有几章?", None),
        ("第三章中gdp目标是多少", None),
        ("规划中第三产业是什么", None),
        ("规划有什么目标", None),
    ],
)
def test_what_is_asked_of_an_outline(bare: str, ask: OutlineAsk | None) -> None:
    assert outline_ask(bare) == ask


def test_a_heading_is_asked_where_nothing_else_is() -> None:
    assert asks_only("的三大基本原则有哪些?", "基本原则")
    assert asks_only("请列出五年行动计划“组织实施”部分的全部条目。", "组织实施")
    assert not asks_only("“组织实施”由谁负责?", "组织实施")
    assert asks_only("关于基本原则有哪些内容?", "基本原则")
    assert not asks_only("工业发展的基本原则有哪些?", "基本原则")


@pytest.mark.parametrize(
    ("folded", "confirms"),
    [
        ("十三五的gdp目标完成了吗?", "reached"),
        ("did it reach its gdp target?".replace("it", "jia"), "reached"),
        ("是否要建设机场?", "whether"),
        ("does jia plan an airport?", "whether"),
        ("要建几个机场?", ""),
        ("有没有规划哪些机场?", ""),
    ],
)
def test_what_is_to_be_confirmed(folded: str, confirms: str) -> None:
    assert read_confirms(folded) == confirms


def test_the_words_of_a_title_are_no_matter_of_their_own() -> None:
    title = "一体化发展五年行动计划"
    assert document_asks("一体化那个行动计划是谁印发的?", [title]) == ("issuer",)
    assert document_asks("物流那个行动计划是谁印发的?", [title]) == ()
