"""The title of a plan in a question stands for its city."""

import pytest

from embeddings.corpus import PlanEntry, read_document
from embeddings.queries import QueryReader
from embeddings.query.titles import without_titles

ENTRY = PlanEntry(
    id="jia",
    file="jia.txt",
    city="甲市",
    city_en="Jia",
    aliases=("甲市", "Jia"),
    title="甲市国民经济和社会发展第十六个五年规划和二〇四五年远景目标纲要",
    kind="纲要",
    period="2031-2035",
)
JIA = read_document(ENTRY, f"{ENTRY.title}\n第一章 目标\n到2035年,森林覆盖率达到61%。\n")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (f"《{ENTRY.title}》的基本原则有哪些?", "甲市规划的基本原则有哪些?"),
        (f"{ENTRY.title}是谁批准的?", "甲市规划是谁批准的?"),
        ("《甲市国民经济和社会发展第十六个五年规划和二○四五年远景目标纲要》讲了什么?", "甲市规划讲了什么?"),
        ("《甲市“十六五”规划》讲了什么?", "甲市规划讲了什么?"),
        (f"Who approved 《{ENTRY.title}》?", "Who approved the plan of Jia?"),
        # what another document is called, though it names the city
        ("《甲市城区供水专项规划》由谁编制?", "《甲市城区供水专项规划》由谁编制?"),
        ("《乙市“十六五”规划》讲了什么?", "《乙市“十六五”规划》讲了什么?"),
    ],
)  # fmt: skip
def test_a_title_is_read_as_its_city(question: str, said: str) -> None:
    assert without_titles(question, [JIA]) == said


def test_what_is_looked_for_has_nothing_of_the_title() -> None:
    question = f"《{ENTRY.title}》中森林覆盖率的目标是多少?"
    query = QueryReader([JIA]).read(question)
    assert (query.question, query.named) == (question, ("jia",))
    assert "国民经济" not in query.focus
    assert "远景" not in query.lexical


def test_the_parts_of_a_question_are_read_once_each_with_its_city_and_matter() -> None:
    query = QueryReader([JIA]).read("甲市的森林覆盖率目标是多少，靠什么实现？")
    first, second = query.parts
    assert (first.question, second.question) == ("甲市的森林覆盖率目标是多少", "靠什么实现？")
    assert first.named == second.named == ("jia",)
    assert "森林覆盖率" in second.standalone
    assert "多少" not in second.standalone  # what was asked before is not asked again
    dated = QueryReader([JIA]).read("甲市2030年森林覆盖率是多少，2035年要到多少？").parts[1]
    assert (dated.named, dated.years) == (("jia",), ("2035",))
    assert "森林覆盖率" in dated.focus
    own = QueryReader([JIA]).read("甲市城镇化率目标是多少？森林覆盖率呢？").parts[1]
    assert "森林覆盖率" in own.focus
    assert "城镇化率" not in own.focus  # it names an indicator of its own
    asked = QueryReader([JIA]).read("甲市规划是谁批准的？一共几章？")
    assert asked.about == ("approval", "chapters")  # all of it is asked of the document
    assert asked.parts == ()
    assert QueryReader([JIA]).read("甲市的森林覆盖率目标是多少？").parts == ()
