"""What the chat keeps, suggests, exports, opens with and writes down; answers are made by hand."""

from __future__ import annotations

import asyncio
import random
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import QueryParams

from qa.answers import Answer, Citation, QuotedPart, Sentence
from qa.errors import FeedbackError
from qa.feedback import Feedback, FeedbackStore
from qa.web.citing import citation_text
from qa.web.export import Saving, export
from qa.web.opening import Opening, read_opening
from qa.web.rating import Told, read_rating
from qa.web.report import make_report, report
from qa.web.signing import TurnSigner
from qa.web.suggesting import suggestions
from qa.web.turns import KEPT_CHARACTERS, Turn, Turns, from_kept, stop, to_kept

SIGNER = TurnSigner(b"k" * 32)
LETTERS = [chr(code) for code in range(0x4E00, 0x9FA5)]
ATTACK = "<img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Plan:
    document_id: str
    city: str
    city_en: str
    examples: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    period: str = ""
    province: str = ""
    label: str = ""


PLANS = (
    Plan("a", "甲市", "Jia", ("甲市的定位有哪些?", "What does Jia plan?")),
    Plan("b", "乙市", "Yi", ("乙市怎样治水?",)),
)


def citation(marker: int, city: str = "甲市", quote: str = "森林覆盖率60%") -> Citation:
    return Citation(
        marker, city, f"{city}纲要", "a", ("第一章 目标",), "a/1", quote, 5, 13, "/plans/a?quote=1#quote"
    )


def answer(question: str, *cities: str, text: str = "甲市:森林覆盖率60%。") -> Answer:
    cited = tuple(citation(n, city) for n, city in enumerate(cities, 1))
    sentence = Sentence(text, tuple(each.marker for each in cited), "verbatim")
    shown = text + "".join(f"[{each.marker}]" for each in cited)
    return Answer(
        "", question, "zh-Hans", not cited, shown, (sentence,), cited, (), "extractive", 0.1, question
    )


def turn(question: str = "甲市2025年森林覆盖率是多少?", **changes: object) -> Turn:
    given = answer(question, "甲市")
    made = Turn(1, question, (), "done", given, given.sentences, given.citations, question, id="t1")
    return replace(made, **changes)  # type: ignore[arg-type]


class Fake:
    plans = PLANS

    def __init__(self, answered: dict[str, Answer]) -> None:
        self.answered = answered
        self.asked: list[str] = []

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        cities: Sequence[str] = (),
        context: object = None,
        id: str = "",
    ) -> Answer:
        self.asked.append(question)
        return self.answered.get(question) or answer(question)


def signed(turns: Turns, signer: TurnSigner = SIGNER) -> list[str]:
    return [text for _, text in to_kept(turns, signer)["turns"]]


def test_a_kept_conversation_comes_back_as_it_was():
    turns = (turn(talk="b" * 32), turn(number=2, state="failed", answer=None, problem="No plan"))
    assert from_kept(signed(turns), SIGNER) == turns


def test_a_conversation_is_kept_under_its_name_and_its_first_question():
    kept = to_kept((turn("问" * 100, id="a", talk=""), turn(number=2, id="b", talk="c" * 32)), SIGNER)
    assert (kept["talk"], kept["title"]) == ("c" * 32, "问" * 80)
    assert [id for id, _ in kept["turns"]] == ["a", "b"]


def test_what_this_installation_did_not_sign_is_dropped():
    kept = signed((turn(), turn(number=2)))
    assert from_kept([kept[0], *signed((turn(),), TurnSigner()), "x", None, kept[1]], SIGNER) == (
        turn(),
        turn(number=2),
    )
    assert from_kept([SIGNER.sign({"number": 1})], SIGNER) == ()


def test_so_many_turns_are_kept_as_a_body_holds():
    drawn = random.Random(7)
    turns = tuple(turn(number=n, question="".join(drawn.choices(LETTERS, k=3000))) for n in range(1, 41))
    kept = signed(turns)
    assert 1 < len(kept) < 40
    assert sum(map(len, kept)) <= KEPT_CHARACTERS
    assert from_kept(kept, SIGNER)[-1].question == turns[-1].question
    assert len(signed(tuple(turn(number=n) for n in range(1, 60)))) == 40


def test_what_ran_when_it_was_kept_is_stopped():
    running = turn(state="answering", answer=None)
    assert from_kept(signed((running,)), SIGNER) == stop((running,))
    assert stop((running,))[0].state == "stopped"


@pytest.mark.parametrize("kept", [None, [], "x", [{"number": 1}], [{"number": "a", "question": 2}]])
def test_what_cannot_be_read_is_no_conversation(kept: object):
    assert from_kept(kept, SIGNER) == ()


def test_suggestions_were_answered_from_the_cities_that_they_name():
    other, both = "乙市2025年森林覆盖率是多少?", "甲市和乙市2025年森林覆盖率是多少?"
    fake = Fake(
        {
            other: answer(other, "乙市"),
            both: answer(both, "甲市"),  # says nothing of 乙市
            "乙市怎样治水?": answer("乙市怎样治水?", "乙市"),
        }
    )
    assert asyncio.run(suggestions(fake, (turn(),))) == (other, "乙市怎样治水?")
    assert fake.asked == [other, "甲市的定位有哪些?", both, "乙市怎样治水?"]


def test_suggestions_end_when_their_time_is_over():
    fake = Fake({})
    assert asyncio.run(suggestions(fake, (turn(),), patience_s=0)) == ()
    assert fake.asked == []


def test_a_language_model_is_not_asked_for_suggestions():
    fake = Fake({})
    by_model = turn(answer=replace(answer("问", "甲市"), generator="openai"))
    assert asyncio.run(suggestions(fake, (by_model,))) == ("甲市的定位有哪些?", "乙市怎样治水?")
    assert fake.asked == []


def test_no_suggestions_after_a_refusal():
    assert asyncio.run(suggestions(Fake({}), (turn(answer=answer("问")),))) == ()


@pytest.mark.parametrize(
    ("query", "opening"),
    [
        ("q=%20定位?%20&city=甲&city=甲市", Opening("定位?", ("甲市",), ("甲市",))),
        ("q=x&city=yi", Opening("x", ("乙市",), ("乙市",))),
        ("q=x&city=丙市", Opening("x", ("丙市",), ())),
        ("q=x&a=0123456789ab", Opening("x", shared="0123456789ab")),
        ("q=x&a=<script>", Opening("x")),
        ("q=x&depth=full", Opening("x", depth="full")),
        ("q=x&depth=1", Opening("x")),
        ("", Opening()),
    ],
)
def test_the_address_asks(query: str, opening: Opening):
    assert read_opening(QueryParams(query), PLANS) == opening


def exported(file_format: str, *turns: Turn) -> bytes:
    return export(
        turns, file_format, language="zh-Hans", entry=lambda _: None, now=datetime(2026, 1, 2, 3, 4)
    )


TABLE = "| 城市 | 目标 |\n|---|---|\n| 甲市 | 60% [1] |"


def test_markdown_has_the_answer_its_table_and_its_sources():
    given = replace(answer("问", "甲市"), text=TABLE)
    text = exported("md", turn(question=ATTACK, answer=given, standalone="", cities=("甲市",))).decode()
    assert "## &lt;img src=x onerror=alert(1)&gt;\n\n*限定城市 甲市*" in text.replace("仅检索", "限定城市")
    assert "| 城市 | 目标 |\n|---|---|\n| 甲市 | 60% [1] |" in text
    assert "- [1] [责任者不详]. 甲市纲要[Z]. [日期不详]: 第一章 目标. (原文)\n  > 森林覆盖率60%" in text
    assert "<" not in text


def test_html_is_a_page_without_scripts_that_escapes_what_it_is_given():
    page = exported("html", turn(question=ATTACK)).decode()
    assert "<h2>&lt;img src=x onerror=alert(1)&gt;</h2>" in page
    assert "<img" not in page
    assert "default-src 'none'" in page
    assert '<li value="1">[责任者不详]. 甲市纲要[Z]' in page


def test_word_has_headings_table_and_quotes():
    given = replace(answer("问", "甲市"), text=TABLE)
    document = docx.Document(BytesIO(exported("docx", turn(question="问\x00", answer=given))))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings == ["问\ufffd"]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["城市", "目标"],
        ["甲市", "60% [1]"],
    ]
    quotes = [each.text for each in document.paragraphs if each.style.name == "Intense Quote"]
    assert quotes == ["森林覆盖率60%"]


def reported() -> Turns:
    """Two answers: the first of 甲市 twice, the second of 乙市 and of 甲市 again."""
    first = replace(answer("一？", "甲市", "甲市"), text="甲[1][2]，见[2025]")
    second = replace(answer("二？", "乙市", "甲市"), text=TABLE.replace("甲市", "乙市"))
    second = replace(second, citations=(replace(second.citations[0], document_id="b"), second.citations[1]))
    return tuple(
        turn(each.question, answer=each, sentences=each.sentences, citations=each.citations)
        for each in (first, second)
    )


def test_the_head_of_a_row_goes_into_every_file_and_into_copied_text():
    row = replace(citation(1), head=QuotedPart("指标\n2025年", 1, 4))
    told = replace(answer("问？", "甲市"), citations=(row,))
    turns = (turn(answer=told, citations=(row,)),)
    when = datetime(2026, 1, 1)
    markdown, page = (
        export(turns, each, language="zh-Hans", entry=lambda _: None, now=when).decode()
        for each in ("md", "html")
    )
    assert "  > 表头: 指标 2025年\n  >\n  > 森林覆盖率60%" in markdown
    assert '<blockquote><p class="small">表头: 指标 2025年</p>森林覆盖率60%</blockquote>' in page
    assert citation_text(row).startswith("“森林覆盖率60%”（表头：“指标 2025年”）——《甲市纲要》")


def test_every_file_leads_to_the_quoted_places():
    linked = replace(citation(1), permalink="/plans/jia?quote=1.2-9.abcd#quote")
    evil = replace(citation(2), permalink="javascript:alert(1)")
    turns = (turn(citations=(linked, evil)),)
    said = {
        "language": "zh-Hans", "entry": lambda _: None, "now": datetime(2026, 1, 2, 3, 4), "base": "https://a.cn/p/",
    }  # fmt: skip
    place = "https://a.cn/p/plans/jia?quote=1.2-9.abcd#quote"
    assert f"  > <{place}>" in export(turns, "md", **said).decode()
    page = export(turns, "html", **said).decode()
    assert f'<a href="{place}">' in page
    assert "javascript:" not in page
    written = docx.Document(BytesIO(export(turns, "docx", **said)))
    assert [each.target_ref for each in written.part.rels.values() if each.is_external] == [place]
    assert place in [each.text for each in written.paragraphs]
    book = report(turns, "html", **said).decode()
    assert "甲市纲要[Z/OL]. [日期不详][2026-01-02]. https://a.cn/p/plans/" in book


@pytest.mark.parametrize(
    ("base", "is_taken"),
    [("https://a.cn/p/", True), ("", True), ("javascript:alert(1)/", False), ("https://a.cn/<b>/", False)],
)
def test_only_an_address_is_taken_for_where_the_pages_are(base: str, is_taken: bool):
    told = {"format": "md", "language": "en", "base": base}
    if is_taken:
        assert Saving.model_validate(told).base == base
    else:
        with pytest.raises(ValidationError):
            Saving.model_validate(told)


def test_a_kept_answer_from_before_heads_is_shown_as_it_was():
    turns = (turn(citations=(citation(1),)),)
    kept = TypeAdapter(Turn).dump_python(turns[0], mode="json")
    for each in kept["citations"]:
        del each["head"], each["cells"]
    assert from_kept([SIGNER.sign(kept)], SIGNER) == turns


def test_a_report_numbers_its_sources_through_and_names_each_document_once():
    made = make_report(reported(), "zh-Hans", lambda _: None)
    assert made.turns[0].blocks[0].text == "甲[1][2]，见[2025]"
    assert made.turns[1].blocks[0].rows[1] == ("乙市", "60% [3]")
    assert [source.marker for each in made.turns for source in each.sources] == [1, 2, 3, 4]
    assert made.bibliography == (
        "[责任者不详]. 甲市纲要[Z]. [日期不详].",
        "[责任者不详]. 乙市纲要[Z]. [日期不详].",
    )


def test_a_report_has_contents_that_lead_to_its_answers():
    said = {"language": "zh-Hans", "entry": lambda _: None, "now": datetime(2026, 1, 2, 3, 4)}
    page = report(reported(), "html", **said).decode()
    assert re.findall(r'href="#(\w+)"', page) == ["q1", "q2", "bibliography"]
    assert re.findall(r'<h2 id="(\w+)">([^<]+)', page) == [
        ("q1", "1. 一？"), ("q2", "2. 二？"), ("bibliography", "参考文献"),
    ]  # fmt: skip
    assert '<li value="3">' in page
    written = docx.Document(BytesIO(report(reported(), "docx", **said)))
    xml = written.element.xml
    assert re.findall(r'<w:hyperlink w:anchor="(\w+)"', xml) == re.findall(r'w:name="(q\d)"', xml)
    assert xml.count("fldCharType") == 3
    headings = [each.text for each in written.paragraphs if each.style.name == "Heading 1"]
    assert headings == ["1. 一？", "2. 二？", "参考文献"]


def test_a_verdict_is_kept_with_its_answer_and_the_last_one_holds(tmp_path: Path):
    store = FeedbackStore(tmp_path / "feedback")
    assert store.read() == ()
    for told in (
        {"turn": "t1", "verdict": "up"},
        {"turn": "t1", "verdict": "down", "reason": "wrong", "comment": "2030"},
    ):
        _, rating = read_rating((turn(),), told)
        assert rating is not None
        store.add(rating)
    (kept,) = store.read()
    assert (kept.verdict, kept.reason, kept.comment) == ("down", "wrong", "2030")
    assert (kept.question, kept.answer) == (turn().question, "甲市:森林覆盖率60%。[1]")
    assert [(each.section_id, each.quote, each.start) for each in kept.citations] == [
        ("a/1", "森林覆盖率60%", 5)
    ]
    assert store.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"turn": "t2", "verdict": "up"},
        {"turn": "t1", "verdict": "x"},
        {"turn": "", "verdict": "up"},
    ],
)
def test_what_is_no_verdict_is_not_kept(told: object):
    assert read_rating((turn(),), told)[1] is None


def test_a_verdict_is_told_back_by_its_id_also_where_it_cannot_be_kept():
    told = {"id": "r1", "turn": "gone", "verdict": "up"}
    assert read_rating((turn(),), told) == (Told(id="r1", turn="gone", verdict="up"), None)


def rated(id: str, **changes: object) -> Feedback:
    _, made = read_rating((turn(id=id),), {"turn": id, "verdict": "up"})
    assert made is not None
    return made.model_copy(update=changes)


def test_a_turn_has_one_line_whatever_stands_in_it(tmp_path: Path):
    store = FeedbackStore(tmp_path)
    store.add(rated("t1", question="一\u2028二\x85三"))
    store.add(rated("t2"))
    store.add(rated("t1", verdict="down"))
    assert [(each.id, each.verdict) for each in store.read()] == [("t2", "up"), ("t1", "down")]
    assert store.path.read_text(encoding="utf-8").count("\n") == 2
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".lock") == ["feedback.jsonl"]


def test_a_full_file_is_laid_aside_and_so_many_are_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    store = FeedbackStore(tmp_path, largest=10, files=2)
    for number in range(3):
        store.add(rated(f"t{number}"))
    assert [path.name for path in store.paths] == ["feedback.1.jsonl", "feedback.2.jsonl", "feedback.jsonl"]
    assert [each.id for each in store.read()] == ["t0", "t1", "t2"]
    assert "cityplans eval feedback" in caplog.text
    with pytest.raises(FeedbackError, match=r"2 full files of feedback .* move them elsewhere"):
        store.add(rated("t3"))
    store.add(rated("t2", verdict="down"))
    assert store.read()[-1].verdict == "down"


def test_writers_do_not_lose_each_others_lines(tmp_path: Path):
    stores = [FeedbackStore(tmp_path) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda each=each, n=n: [each.add(rated(f"t{n}-{i}")) for i in range(10)])
        for n, each in enumerate(stores)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores[0].read()) == 40


@pytest.mark.parametrize(
    "field",
    [{"question": "x" * 20_001}, {"comment": "x" * 501}, {"cities": ("x" * 401,)}, {"answer": "x" * 200_001}],
)
def test_every_field_has_a_length(field: dict[str, object]):
    with pytest.raises(ValidationError):
        Feedback.model_validate(rated("t1").model_dump() | field)


def test_a_broken_line_is_told_with_its_number(tmp_path: Path):
    store = FeedbackStore(tmp_path)
    store.path.write_text('\n{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(FeedbackError, match=r"feedback\.jsonl, line 2: .*Mend or delete the line"):
        store.read()
