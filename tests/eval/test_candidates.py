import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from embeddings.corpus import Document
from eval.candidates import make_candidates, still_given
from eval.gold import Gold, GoldRow, load_gold
from eval.validation import check_gold
from qa.answers import Answer, Sentence
from qa.assistant import Assistant
from qa.cli import app
from qa.errors import QuestionError
from qa.feedback import CitedPlace, Feedback, FeedbackStore

WANTED = "森林覆盖率稳定在"


@pytest.fixture(scope="session")
def place(documents: Sequence[Document]) -> CitedPlace:
    document = next(each for each in documents if each.id == "chenzhou")
    start = document.raw.index(WANTED)
    section = document.path_at(document.clean.from_raw(start))[-1].id
    return CitedPlace(
        document_id="chenzhou", section_id=section, quote=WANTED, start=start, end=start + len(WANTED)
    )


class Still:
    """Gives the same answer to everything."""

    def ask(self, question: str, *, history: Sequence[str] = (), cities: Sequence[str] = ()) -> Answer:
        if not question:
            raise QuestionError("The question is empty", remedy="Ask something")
        sentence = Sentence("森林覆盖率稳定在68.1%。", (1,), "verbatim")
        return Answer(
            "",
            question,
            "zh-Hans",
            False,
            "森林覆盖率稳定在 68.1%。[1]",
            (sentence,),
            (),
            (),
            "extractive",
            0.1,
        )


def test_a_verdict_on_an_answer_that_is_no_longer_given_does_not_count(place: CitedPlace):
    told = [verdict(place), verdict(place, id="t2", answer="别的。"), verdict(place, id="t3", question="")]
    assert [each.id for each in still_given(told, Still())] == ["t1"]


def verdict(place: CitedPlace, **changes: Any) -> Feedback:
    given: dict[str, Any] = {
        "id": "t1",
        "verdict": "up",
        "question": "郴州的树多不多？",
        "language": "zh-Hans",
        "refused": False,
        "answer": "森林覆盖率稳定在68.1%。[1]",
        "citations": (place,),
    }
    return Feedback(**(given | changes))


def made(*verdicts: Feedback, gold: Sequence[GoldRow] = (), documents: Sequence[Document]) -> list[GoldRow]:
    return list(make_candidates(verdicts, gold, documents).rows)


def faults(row: GoldRow, documents: Sequence[Document]) -> list[str]:
    gold = Gold((row,), {row.id: ("mine.jsonl", 1)})
    return [f"{fault.field}: {fault.problem}" for fault in check_gold(gold, documents)]


def test_a_liked_answer_is_gold_once_a_person_says_so(place: CitedPlace, documents: Sequence[Document]):
    (row,) = made(verdict(place), documents=documents)
    assert row.answer == "森林覆盖率稳定在68.1%。"
    assert (row.cities, row.sections) == (("郴州市",), (place.section_id,))
    assert [(each.quote, each.start) for each in row.evidence] == [(WANTED, place.start)]
    assert row.split == "dev"
    assert faults(row, documents) == [
        "note: nobody has confirmed this candidate; once you have, take 待核对： from its note"
    ]
    confirmed = row.model_copy(update={"note": row.note.removeprefix("待核对：")})
    assert faults(confirmed, documents) == []


def test_a_disliked_answer_waits_for_a_right_one(place: CitedPlace, documents: Sequence[Document]):
    down = verdict(place, verdict="down", reason="wrong", comment="是2030年的")
    (row,) = made(down, documents=documents)
    assert (row.answer, row.evidence, row.kind) == ("", (), "other")
    assert "踩：内容有误，是2030年的（当时答：森林覆盖率稳定在68.1%。）" in row.note
    assert "answer: is missing" in faults(row, documents)
    (row,) = made(verdict(place, verdict="down", reason="incomplete"), documents=documents)
    assert [each.quote for each in row.evidence] == [WANTED]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"refused": True, "citations": (), "answer": "规划没有提到。"}, "unanswerable"),
        ({"refused": True, "citations": (), "verdict": "down"}, "other"),
        ({"history": ("郴州的目标？",)}, "followup"),
        ({}, "other"),
    ],
)
def test_kind_is_what_the_verdict_tells(
    changes: dict[str, Any], kind: str, place: CitedPlace, documents: Sequence[Document]
):
    (row,) = made(verdict(place, **changes), documents=documents)
    assert row.kind == kind


def test_a_question_of_the_gold_and_a_second_verdict_make_no_row(
    place: CitedPlace, documents: Sequence[Document]
):
    (known,) = made(verdict(place), documents=documents)
    again = verdict(place, id="t2", question="郴州的樹多不多")
    found = make_candidates((again,), (known,), documents)
    assert (found.rows, found.known) == ((), 1)
    later = verdict(place, id="t3", verdict="down", comment="不对")
    (row,) = made(verdict(place), later, documents=documents)
    assert row.id.startswith("fb-t3")
    assert "赞" in row.note
    assert "不对" in row.note
    follow_up = verdict(place, id="t4", history=("别的？",))
    assert len(made(verdict(place), follow_up, documents=documents)) == 2


def test_a_place_that_the_plans_have_no_more_is_told(place: CitedPlace, documents: Sequence[Document]):
    moved = place.model_copy(update={"start": place.start + 1, "end": place.end + 1})
    gone = place.model_copy(update={"document_id": "atlantis"})
    (row,) = made(verdict(place, citations=(moved, gone), cities=("郴州市",)), documents=documents)
    assert row.evidence == ()
    assert row.cities == ("郴州市",)
    assert "2处引文在现有规划中已找不到" in row.note
    assert "提问时只查郴州市" in row.note


def test_the_command_reads_the_folder_and_prints_gold(
    place: CitedPlace, documents: Sequence[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CITYPLANS_FEEDBACK_DIR", str(tmp_path))
    missing = CliRunner().invoke(app, ["eval", "feedback"])
    assert missing.exit_code == 1
    assert "CITYPLANS_FEEDBACK_DIR" in missing.stderr
    store = FeedbackStore(tmp_path)
    store.add(verdict(place))
    store.add(verdict(place, id="t2", question="郴州市到2025年的地区生产总值目标是多少？"))
    store.add(verdict(place, id="t3", question="郴州的花多不多？", answer="编造的答复99%。[1]"))
    monkeypatch.setattr(Assistant, "from_settings", lambda settings, *, progress: Still())
    result = CliRunner().invoke(app, ["eval", "feedback"])
    assert result.exit_code == 0, result.output
    assert (
        "3 verdicts: 1 candidates, 1 on questions that the gold has, 1 on answers that are no longer given"
        in result.stderr
    )
    assert json.loads(result.stdout)["question"] == "郴州的树多不多？"
    (tmp_path / "mine.jsonl").write_text(result.stdout, encoding="utf-8")
    assert len(load_gold([tmp_path / "mine.jsonl"], documents).rows) == 1
    again = CliRunner().invoke(
        app, ["eval", "feedback", str(store.path), "--gold", str(tmp_path / "mine.jsonl")]
    )
    assert "3 verdicts: 1 candidates, 1 on" in again.stderr
