"""What the course of a question tells once, and what a refusal says of a sentence that may bear on the question."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import read_document
from embeddings.queries import Query, QueryReader
from embeddings.retrieval import Hit
from qa.citations import Draft, Quote, Verifier
from qa.course import Course
from qa.generators import Drafts, NearestSentence

FIRST, SECOND = "新增养老床位二千七百张", "实现社区养老设施全覆盖"
DOCUMENT = read_document(
    PlanEntry(id="jia", file="a.txt", city="甲市", title="甲市规划", kind="纲要"),
    f"甲市规划\n第一章 养老\n{FIRST},{SECOND}。\n",
)
DOCUMENTS = {"jia": DOCUMENT}
HIT = Hit(next(iter(chunk_document(DOCUMENT))), 1.0, 1)
QUERY = QueryReader([DOCUMENT]).read("甲市怎样养老?")


def draft(*said: str) -> Draft:
    quoted = ",".join(said)
    start = DOCUMENT.clean.text.index(quoted)
    return Draft(f"甲市:{quoted}。", (Quote("jia", "jia/1", quoted, start),))


@dataclass
class Told:
    """A generator that says in turn what it is given."""

    drafts: list[Drafts]
    name: str = "told"

    def generate(self, query: Query, hits: Sequence[Hit]) -> Drafts:
        return self.drafts.pop(0)


def test_what_an_earlier_part_quoted_is_not_said_again() -> None:
    course = Course(Told([Drafts([draft(FIRST)]), Drafts([draft(SECOND)]), Drafts([draft(FIRST, SECOND)])]))
    verifier = Verifier(DOCUMENTS)
    said = [len(list(course.sentences(QUERY, [HIT], verifier))) for _ in range(3)]
    assert said == [1, 1, 0]
    assert course.repeats


def test_a_sentence_that_was_all_but_told_is_called_one_that_may_bear_on_the_question() -> None:
    start = DOCUMENT.clean.text.index(FIRST)
    nearest = NearestSentence(HIT, start, start + len(FIRST))
    course = Course(Told([Drafts(nearest=nearest)]))
    verifier = Verifier(DOCUMENTS)
    assert list(course.sentences(QUERY, [HIT], verifier)) == []
    answer = course.answer("", QUERY, verifier.result, DOCUMENTS, 0.0)
    assert answer.refused
    assert f"可能相关：“{FIRST}”" in answer.text
    assert "并非答案" not in answer.text
