"""How a question takes its turn in a conversation: it goes on, leaves the topic, goes back to one, or adds one."""

import pytest

from embeddings.corpus import PlanEntry, read_document
from embeddings.queries import QueryReader
from embeddings.query.history import Cited, Context
from embeddings.query.turns import Turn, read_turn

TEXT = "规划\n第一章 目标\n到2035年,森林覆盖率达到61%。\n第二章 定位\n1.乙地产业集聚区。发展装备。\n2.休闲旅游区。发展旅游。\n"
JIA, YI = (
    read_document(
        PlanEntry(
            id=id,
            file="x.txt",
            city=city,
            aliases=(city[:1] + "地",),
            city_en=id.capitalize(),
            title=f"{city}规划",
            kind="纲要",
            period="2031-2035",
        ),
        TEXT,
    )
    for id, city in (("jia", "甲市"), ("yi", "乙市"))
)
READER = QueryReader([JIA, YI])


@pytest.mark.parametrize(
    ("question", "turn"),
    [
        ("就业先这样，养老床位今年加多少张", Turn("away", "养老床位今年加多少张")),
        ("路的事问完了，生娃有没有补贴？", Turn("away", "生娃有没有补贴？")),
        ("换个话题，看病有什么硬指标？", Turn("away", "看病有什么硬指标？")),
        ("再说回粮食，今年要守住多少亿斤？", Turn("back", "粮食 今年要守住多少亿斤？", "粮食")),
        ("刚才的肉牛，全国排第几了？", Turn("back", "肉牛 全国排第几了？", "肉牛")),
        ("财政方面也说说", Turn("aside", "财政方面有什么安排")),
        ("交通方面也说说，要新开工哪几条高铁", Turn("aside", "交通 要新开工哪几条高铁")),
        ("失业率也说说", Turn("on", "失业率也说说")),  # an indicator takes the place of the one before
        ("到2035年，目标是多少？", Turn("on", "到2035年，目标是多少？")),
        ("那养老呢", Turn("on", "那养老呢")),
    ],
)
def test_the_turn_that_a_question_takes(question: str, turn: Turn) -> None:
    assert read_turn(question) == turn


def test_a_new_topic_has_the_place_of_the_one_before_and_nothing_else() -> None:
    query = READER.read("换个话题，养老床位有多少张？", history=["甲市2035年森林覆盖率目标是多少？"])
    assert (query.named, query.standalone, query.years) == (("jia",), "甲市 养老床位有多少张？", ())
    assert query.earlier is None
    assert query.question == "换个话题，养老床位有多少张？"


def test_what_is_read_with_a_new_topic_is_nothing_before() -> None:
    query = READER.read("换个话题，养老床位有多少张？", history=["甲市森林覆盖率是多少？"])
    assert (query.history, query.cited, query.asked) == ((), (), "养老床位有多少张？")


def test_what_no_plan_answers_is_no_topic_to_go_on_with() -> None:
    query = READER.read("那老小区改造有没有提", history=["甲市房价以后会涨吗"])
    assert (query.named, query.beyond, query.history, query.readings) == (("jia",), "", (), ())
    assert READER.read("那乙市呢", history=["甲市房价以后会涨吗"]).beyond == "day"


def test_a_return_goes_on_with_the_question_that_it_names() -> None:
    history = ["甲市2035年森林覆盖率目标是多少？", "甲市养老床位有多少张？"]
    query = READER.read("回到刚才的森林覆盖率，是约束性的吗？", history=history)
    assert query.earlier is not None
    assert "森林覆盖率" in query.earlier.standalone
    assert all("养老" not in each.standalone for each in query.readings)


def test_all_cities_take_the_matter_over_where_none_is_named() -> None:
    query = READER.read("哪个城市最高", history=["甲市的森林覆盖率目标是多少？"])
    assert (query.compares, query.scope, query.named) == (True, ("jia", "yi"), ())
    assert "森林覆盖率" in query.focus
    whole = READER.read("哪个城市的城镇化率最高", history=["甲市的森林覆盖率目标是多少？"])
    assert "森林覆盖率" not in whole.focus


def test_another_time_alone_asks_the_same_and_a_past_one_no_target() -> None:
    history = ["甲市的森林覆盖率目标是多少"]
    past = READER.read("2030年是多少", history=history)
    assert (past.years, past.parts, past.wants_value) == (("2030",), (), False)
    assert "森林覆盖率" in past.focus
    assert READER.read("2035年是多少", history=history).wants_value


def test_a_place_in_the_name_of_what_was_told_is_none_that_is_asked() -> None:
    start = JIA.raw.index("1.乙地产业集聚区")
    places = [Cited("jia", start, start + 9), Cited("jia", JIA.raw.index("2.休闲"), len(JIA.raw))]
    query = READER.read(
        "其中第一个具体怎么做", history=["甲市有哪些定位"], context=Context(cited=tuple(places))
    )
    assert (query.named, query.compares) == (("jia",), False)
    assert "乙地产业集聚区" in query.standalone


def test_what_is_planned_is_no_question_about_all_plans() -> None:
    assert READER.read("它的高铁有哪些规划", history=["甲市的GDP是多少"]).named == ("jia",)
    assert READER.read("有哪些规划提到高铁").compares


def test_a_member_of_the_list_that_is_named_is_asked_about() -> None:
    text = "规划\n第一章 定位\n“一极”是指增长极。“三区”是指生态区、开放的贸易区、转型区。围绕定位,发展新材料、电子。\n"
    entry = PlanEntry(
        id="jia", file="x.txt", city="甲市", aliases=("甲地",), city_en="Jia", title="甲市规划", kind="纲要"
    )
    plan = read_document(entry, text)
    first, second = plan.raw.index("“一极”"), plan.raw.index("“三区”")
    cited = Context((Cited("jia", first, second), Cited("jia", second, len(plan.raw.rstrip()))))
    query = QueryReader([plan]).read("三区里第二个靠什么实现?", history=["甲市一极三区是什么"], context=cited)
    assert query.standalone == "甲市 开放的贸易区 靠什么实现?"
    assert query.asked == "开放的贸易区靠什么实现?"
    told = QueryReader([plan]).read("三区里第二个呢", history=["甲市一极三区是什么"], context=cited)
    assert told.item == query.cited[0]
    named = QueryReader([plan]).read("最后那个电子单独说说", history=["甲市一极三区是什么"], context=cited)
    assert named.asked == "最后那个电子单独说说"
    assert plan.raw[query.cited[0].start : query.cited[0].end] == "开放的贸易区"


def test_a_member_of_what_was_told_before_is_counted_among_all_of_it() -> None:
    text = "规划\n第一章 定位\n——建设枢纽。通江达海。\n——建设屏障。水清山绿。\n——建设高地。\n第二章 产业\n做强钢铁。\n"
    entry = PlanEntry(
        id="jia", file="x.txt", city="甲市", aliases=("甲地",), city_en="Jia", title="甲市规划", kind="纲要"
    )
    plan = read_document(entry, text)
    told = tuple(
        Cited("jia", at, at + len(f"——{each}。"))
        for each in ("建设枢纽", "建设屏障", "建设高地")
        if (at := plan.raw.index(f"——{each}")) >= 0
    )
    steel = Cited("jia", plan.raw.index("做强钢铁"), plan.raw.index("做强钢铁") + 5)
    second = Cited("jia", told[1].start, told[1].end + 5)
    history = ["甲市的定位有哪些", "第二个展开讲讲"]
    query = QueryReader([plan]).read(
        "第一个呢", history=history, context=Context((second,), told=(*told, steel))
    )
    assert (query.item, query.standalone) == (told[0], "甲市 建设枢纽 第一个呢")
    elsewhere = QueryReader([plan]).read("第一个呢", history=history, context=Context((steel,), told=told))
    assert elsewhere.item is None


def test_a_row_of_names_is_counted_without_what_stands_around_it() -> None:
    text = "规划\n第一章 产业\n构建以电工、医疗、循环利用3大产业为主导,以皮革、铸造为特色的体系,做强园区。\n"
    entry = PlanEntry(
        id="jia", file="x.txt", city="甲市", aliases=("甲地",), city_en="Jia", title="甲市规划", kind="纲要"
    )
    plan = read_document(entry, text)
    cited = Context((Cited("jia", plan.raw.index("构建"), len(plan.raw.rstrip())),))
    for said, name in (("第一个", "电工"), ("第三个", "循环利用")):
        query = QueryReader([plan]).read(f"{said}靠什么", history=["甲市的产业体系"], context=cited)
        assert query.standalone == f"甲市 {name} {said}靠什么"


def test_who_asks_is_no_matter_that_a_follow_up_takes_over() -> None:
    for opening in ("我是记者,想核一下", "你好,帮我查一下"):
        query = READER.read("乙市呢", history=[f"{opening}甲市2030年GDP目标"])
        assert query.standalone == READER.read("乙市呢", history=["甲市2030年GDP目标"]).standalone
    assert READER.read("我在甲市打工,孩子能上学吗").named == ("jia",)


def test_the_time_that_was_asked_is_asked_of_what_follows() -> None:
    history = ["甲市2035年GDP目标是多少？"]
    query = READER.read("那财政收入呢", history=history)
    assert [each.years for each in query.readings] == [("2035",), ("2035",)]
    assert (
        READER.read("那财政收入呢", history=history, context=Context(without=frozenset({"period"}))).years
        == ()
    )


@pytest.mark.parametrize(
    ("history", "question", "named"),
    [
        (["甲市森林覆盖率是多少", "乙市呢"], "谁更高", ("jia", "yi")),
        (["甲市森林覆盖率是多少", "乙市呢"], "收入呢,两个市都讲下", ("jia", "yi")),
        (["甲市森林覆盖率是多少"], "乙市的森林覆盖率是不是最低的", ("jia", "yi")),
        (["甲市森林覆盖率是多少"], "乙市是不是比这个都低", ("jia", "yi")),
        (["甲市养老床位有多少张"], "乙市的森林覆盖率是不是最低的", ("yi",)),  # of another matter
        (["甲市森林覆盖率是多少"], "乙市哪个园区最大", ("yi",)),
    ],
)
def test_a_rank_is_among_the_places_told_of_before(
    history: list[str], question: str, named: tuple[str, ...]
) -> None:
    assert READER.read(question, history=history).named == named


@pytest.mark.parametrize(
    ("before", "question", "present"),
    [
        ("甲市2025年森林覆盖率目标是多少?", "那现在到多少了", True),
        ("甲市2025年要新改造多少个老旧小区?", "那去年开工了几个", False),
        ("甲市2025年的财政收入目标是多少?", "那今年呢", False),
    ],
)
def test_a_time_that_is_named_by_a_word_is_not_that_asked_before(
    before: str, question: str, present: bool
) -> None:
    query = READER.read(question, history=[before])
    for each in (query, *query.readings):
        assert each.years == ()
        assert each.present is present
        assert not any(carried.kind == "period" for carried in each.carried)


def test_a_year_asked_before_goes_on_where_no_time_is_named() -> None:
    query = READER.read("那财政收入呢", history=["甲市2025年的地区生产总值目标是多少?"])
    assert query.years == ("2025",)
