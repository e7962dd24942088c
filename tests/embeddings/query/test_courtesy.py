"""What asks nothing of the plans, and questions with the same words that do."""

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.queries import QueryReader
from embeddings.query.courtesy import read_courtesy


@pytest.fixture(scope="module")
def queries() -> QueryReader:
    return QueryReader(read_corpus(SHIPPED_CORPUS))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        *(("你好", "greeting"), ("您好呀！", "greeting"), ("Hello there!", "greeting"), ("在吗", "greeting")),
        *(("好的谢谢", "thanks"), ("謝謝你的幫助", "thanks"), ("ok, thanks a lot", "thanks")),
        *(("再见", "farewell"), ("谢谢，再见", "farewell"), ("bye", "farewell"), ("知道了", "heard")),
        *(("你能做什么", "ability"), ("您好，請問您能做什麼？", "ability"), ("你是谁", "ability")),
        *(
            ("What can I ask you?", "ability"),
            ("how do I use this?", "ability"),
            ("可以问哪些问题", "ability"),
        ),
        *(
            ("你知道怀化吗", ""),
            ("有哪些功能区？", ""),
            ("怎么做", ""),
            ("你觉得怎么样", ""),
            ("好的，那怀化呢", ""),
        ),
        *(("what about it", ""), ("怎么感谢志愿者", ""), ("good jobs in Chenzhou", "")),
    ],
)
def test_courtesy_is_what_leaves_nothing_to_ask_of_a_plan(question: str, kind: str) -> None:
    assert read_courtesy(question).kind == kind


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("你好，怀化的定位是什么？", "怀化的定位是什么？"),
        ("您好怀化有哪些定位", "怀化有哪些定位"),
        ("郴州森林覆盖率是多少，谢谢", "郴州森林覆盖率是多少"),
        ("Hi, what is Chenzhou's GDP target? Thanks", "what is Chenzhou's GDP target?"),
        ("好的，那怀化呢", "那怀化呢"),
        ("怎么感谢志愿者", "怎么感谢志愿者"),
    ],
)
def test_courtesy_around_a_question_is_none_of_it(question: str, rest: str) -> None:
    assert read_courtesy(question).rest == rest


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("你好,我是湘乡的,你这儿都能问些啥?", "ability"),
        ("怀化你都能查什么", "ability"),
        ("你能介绍一下怀化吗", ""),  # that asks for its plan
        ("好嘞谢谢,先聊到这", "farewell"),
        ("thanks, that's all", "farewell"),
        ("好的,我去写作业了,谢谢", "thanks"),
        ("thanks, very helpful for my homework", "thanks"),
        ("谢谢,东台中学", ""),  # a plan speaks of it
        ("谢谢,养老床位", ""),
        ("谢谢,展开讲讲", ""),
        ("帮我订张去北京的机票,谢谢", ""),  # a request, though no plan speaks of it
        ("请把这首歌翻成法语,谢谢", ""),
    ],
)
def test_courtesy_with_what_no_plan_speaks_of_is_courtesy(
    queries: QueryReader, question: str, kind: str
) -> None:
    assert queries.read(question, history=["怀化的发展目标"]).courtesy == kind


def test_thanks_for_nothing_belong_to_a_request(queries: QueryReader) -> None:
    assert queries.read("我要去写作业,谢谢").courtesy == ""


def test_the_place_of_a_greeting_is_taken_over(queries: QueryReader) -> None:
    query = queries.read("幼儿园打算新建几所", history=["你好,我是湘乡的,你这儿都能问些啥?"])
    assert (query.named, query.standalone) == (("xiangxiang",), "湘乡市 幼儿园打算新建几所")


def test_a_question_between_two_is_followed_over_thanks(queries: QueryReader) -> None:
    asked = ["你好，怀化2025年森林覆盖率目标是多少？", "好的谢谢"]
    query = queries.read("那郴州呢", history=asked)
    assert query.named == ("chenzhou",)
    assert "森林覆盖率" in query.standalone
    assert queries.read(asked[0]).question == asked[0]
    assert queries.read(asked[1], history=asked[:1]).courtesy == "thanks"
