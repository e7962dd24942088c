"""Links to an answer: what they say, and when an answer counts as another."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

from embeddings.query.history import Carried
from qa.answers import Answer, Citation, QuotedPart, Sentence
from qa.web.render import render_turn
from qa.web.sharing import LONGEST_LINK, answer_digest, comparison_of, share_query
from qa.web.turns import Turn

CITATION = Citation(
    marker=1,
    city="甲市",
    document="甲市规划",
    document_id="jia",
    chapter=("第一章",),
    section_id="jia/1",
    quote="森林覆盖率\n60%",
    start=3,
    end=12,
    permalink="/plans/jia?quote=1.3-12.aaaaaaaa#quote",
)
ANSWER = Answer(
    "x", "目标?", "zh-Hans", False, "森林覆盖率60%。[1]",
    (Sentence("森林覆盖率60%。", (1,), "verbatim"),), (CITATION,), (), "extractive", 0.5,
)  # fmt: skip
TURN = Turn(
    1, "那森林呢?", ("甲市",), "done", answer=ANSWER, standalone="甲市森林覆盖率目标?", id="t",
    carried=(Carried("place", "甲市"),),
)  # fmt: skip


def test_an_answer_is_another_by_its_words_and_quotes_and_not_by_its_time() -> None:
    same = answer_digest(ANSWER)
    assert answer_digest(replace(ANSWER, id="y", latency_s=9.0, generator="other")) == same
    folded = replace(CITATION, marker=2, quote="森林覆盖率 60%", start=99)
    assert answer_digest(replace(ANSWER, text="森林覆盖率60%。 [2]", citations=(folded,))) == same
    for changed in (
        replace(ANSWER, text="森林覆盖率61%。[1]"),
        replace(ANSWER, citations=(replace(CITATION, quote="森林覆盖率61%"),)),
        replace(ANSWER, citations=(replace(CITATION, document_id="yi"),)),
        replace(ANSWER, refused=True),
    ):
        assert answer_digest(changed) != same


def test_a_link_from_when_a_head_was_a_citation_of_its_own_knows_its_answer() -> None:
    head = replace(CITATION, marker=2, quote="指标 2025年", start=1, end=2)
    before = replace(ANSWER, text="森林覆盖率60%。[1][2]", citations=(CITATION, head))
    row = replace(CITATION, head=QuotedPart("指标 2025年", 1, 2))
    also = replace(row, marker=2, quote="城镇化率 70%")
    assert answer_digest(replace(ANSWER, citations=(row,))) == answer_digest(before)
    two = replace(before, citations=(CITATION, head, replace(also, head=None)))
    assert answer_digest(replace(ANSWER, citations=(row, also))) == answer_digest(two)


def test_a_follow_up_is_shared_as_it_was_understood_with_its_cities() -> None:
    told = parse_qs(share_query(TURN))
    assert told == {"q": ["甲市森林覆盖率目标?"], "city": ["甲市"], "a": [answer_digest(ANSWER)]}
    assert parse_qs(share_query(replace(TURN, depth="full")))["depth"] == ["full"]
    assert share_query(replace(TURN, answer=None)) == ""
    assert share_query(replace(TURN, question="长" * LONGEST_LINK, carried=())) == ""


def test_what_was_opened_from_a_link_says_whether_it_has_changed() -> None:
    def said(turn: Turn) -> str:
        return render_turn(turn, entry=lambda _: None)

    same, other = (replace(TURN, shared=each) for each in (answer_digest(ANSWER), "0" * 12))
    assert (comparison_of(TURN), comparison_of(same)) == ("", "shared_same")
    assert comparison_of(other) == "shared_changed"
    assert 'data-share="?q=' in said(TURN)
    assert "cp-shared" not in said(TURN)
    assert "与分享链接时相同" in said(same)
    assert "与分享链接时不同" in said(other)
    assert "cp-shared" not in said(replace(other, answer=None, state="searching"))
