from collections.abc import Sequence
from typing import Any

import pytest

from embeddings.corpus import Document
from eval.gold import SHIPPED_GOLD, Gold, GoldRow, load_gold
from eval.metrics import failures, judge
from eval.predictions import GivenAnswer, GivenCitation, GivenPart, GivenSentence, Prediction
from eval.runner import judge_all
from eval.selftest import perfect_prediction, self_test, shuffled_predictions
from eval.targets import Plans
from eval.validation import check_gold


@pytest.fixture(scope="session")
def plans(documents: Sequence[Document]) -> Plans:
    return Plans(documents)


def perfect(row: GoldRow, documents: Sequence[Document]) -> tuple[Prediction, GivenAnswer]:
    prediction = perfect_prediction(row, documents)
    assert prediction.answer is not None
    return prediction, prediction.answer


def test_perfect_predictions_are_perfect_and_shuffled_ones_fail(
    gold: Gold, documents: Sequence[Document]
) -> None:
    assert check_gold(gold, documents) == []
    assert self_test(gold, documents) == []
    answerable = [row for row in gold.rows if row.answerable]
    given = {row.id: perfect_prediction(row, documents) for row in gold.rows}
    shuffled = judge_all(gold.keep(answerable), shuffled_predictions(answerable, given), documents)
    assert sum(each.values["full"] or 0.0 for each in shuffled) == 0.0


def test_the_shipped_gold_proves_itself(documents: Sequence[Document]) -> None:
    gold = load_gold([SHIPPED_GOLD], documents)
    assert len(gold.rows) >= 260
    assert [str(fault) for fault in check_gold(gold, documents)] == []
    assert self_test(gold, documents) == []


def changed(given: GivenAnswer, /, **fields: Any) -> GivenAnswer:
    return given.model_copy(update=fields)


def test_what_keeps_an_answer_from_being_full(
    gold: Gold, documents: Sequence[Document], plans: Plans
) -> None:
    row = gold.rows[0]
    prediction, answer = perfect(row, documents)
    citation = answer.citations[0]

    def causes(given: GivenAnswer) -> list[str]:
        return failures(row, judge(row, prediction.model_copy(update={"answer": given}), plans))

    assert causes(answer) == []
    assert causes(changed(answer, answer="别的话")) == ["wrong or incomplete"]
    assert causes(changed(answer, refused=True)) == ["false refusal"]
    assert causes(changed(answer, citations=())) == ["wrong city", "wrong chapter", "not verbatim"]
    invented = citation.model_copy(update={"quote": "此句不在原文"})
    assert causes(changed(answer, citations=(invented,))) == ["not verbatim"]
    elsewhere = citation.model_copy(update={"section_id": "chenzhou/13"})
    assert causes(changed(answer, citations=(elsewhere,))) == ["wrong chapter"]
    foreign = gold.rows[2]
    other = perfect(foreign, documents)[1].citations[0]
    assert causes(changed(answer, citations=(citation, other))) == ["wrong city"]


def test_citing_everything_is_no_way_to_be_right(
    gold: Gold, documents: Sequence[Document], plans: Plans
) -> None:
    row = gold.rows[0]
    prediction, answer = perfect(row, documents)
    right = answer.citations[0]
    wrong = [right.model_copy(update={"section_id": f"chenzhou/{n}", "marker": n}) for n in (11, 12, 13)]

    def deepest(citations: Sequence[GivenCitation]) -> tuple[float | None, float | None]:
        given = changed(answer, citations=tuple(citations))
        values = judge(row, prediction.model_copy(update={"answer": given}), plans)
        return values["chapter_deepest"], values["chapter_precision"]

    assert deepest([right, wrong[0]]) == (1.0, 0.5)
    assert deepest([right, *wrong]) == (0.0, 0.25)


def test_another_section_of_the_gold_counts(gold: Gold, documents: Sequence[Document], plans: Plans) -> None:
    row = gold.rows[0]
    prediction, answer = perfect(row, documents)
    moved = answer.citations[0].model_copy(update={"section_id": "chenzhou/13"})
    given = prediction.model_copy(update={"answer": changed(answer, citations=(moved,))})
    assert judge(row, given, plans)["chapter_deepest"] == 0.0
    also = row.model_copy(update={"also_sections": ("chenzhou/13",)})
    assert judge(also, given, plans)["chapter_deepest"] == 1.0


def test_sentences_and_their_numbers(gold: Gold, documents: Sequence[Document], plans: Plans) -> None:
    row = gold.rows[0]
    prediction, answer = perfect(row, documents)
    sentences = (
        GivenSentence(text=answer.citations[0].quote, markers=(1,)),
        GivenSentence(text="另外还有777个。", markers=(1,)),
        GivenSentence(text="没有引文。"),
        GivenSentence(text="引文不存在。", markers=(9,)),
    )
    given = prediction.model_copy(update={"answer": changed(answer, sentences=sentences)})
    values = judge(row, given, plans)
    assert values["sentences_cited"] == 0.5
    assert values["numbers_quoted"] == 0.75


def test_the_head_of_a_row_counts_with_its_quote(
    gold: Gold, documents: Sequence[Document], plans: Plans
) -> None:
    row = gold.rows[0]
    prediction, answer = perfect(row, documents)
    citation = answer.citations[0]
    raw = plans.documents[citation.document_id].raw
    start = next(
        at for at in range(len(raw)) if raw[at : at + 4].isdigit() and raw[at : at + 4] not in citation.quote
    )
    sentences = (GivenSentence(text=f"到{raw[start : start + 4]}年。", markers=(1,)),)

    def values(head: GivenPart | None) -> tuple[float | None, float | None, float | None]:
        cited = (citation.model_copy(update={"head": head}),)
        given = prediction.model_copy(
            update={"answer": changed(answer, sentences=sentences, citations=cited)}
        )
        judged = judge(row, given, plans)
        return judged["numbers_quoted"], judged["verbatim"], judged["chapter_precision"]

    assert values(None) == (0.0, 1.0, 1.0)
    assert values(GivenPart(quote=raw[start : start + 4], start=start, end=start + 4)) == (1.0, 1.0, 1.0)
    assert values(GivenPart(quote="2999", start=start, end=start + 4))[1] == 0.0


def test_a_quote_cut_short_supports_to_sixty_percent(
    gold: Gold, documents: Sequence[Document], plans: Plans
) -> None:
    row = gold.rows[0]
    prediction, answer = perfect(row, documents)
    citation = answer.citations[0]

    def supported(length: int) -> float | None:
        short = citation.model_copy(update={"quote": citation.quote[:length], "end": citation.start + length})
        given = prediction.model_copy(update={"answer": changed(answer, citations=(short,))})
        return judge(row, given, plans)["supported"]

    assert supported(12) == 1.0
    assert supported(3) == 0.0


def test_a_quote_without_the_pinyin_notes_is_verbatim(documents: Sequence[Document], plans: Plans) -> None:
    raw = next(d for d in documents if d.id == "hengyang").raw
    start = raw.index("區(qū)") - 4
    row = GoldRow(
        id="x",
        question="问",
        language="zh-Hans",
        kind="other",
        answer="答",
        cities=("衡阳市",),
    )
    span = plans.span("hengyang", start, start + 12)
    clean = plans.quote_at(span)
    assert "(" not in clean
    for quote, expected in ((clean, 1.0), (raw[start : start + 12], 1.0), (clean + "甲乙", 0.0)):
        citation = GivenCitation(
            marker=1,
            city="衡阳市",
            document_id="hengyang",
            section_id="x",
            quote=quote,
            start=start,
            end=start + 12,
        )
        answer = GivenAnswer(refused=False, answer="答", citations=(citation,))
        assert judge(row, Prediction(id="x", answer=answer), plans)["verbatim"] == expected


def test_refusals_and_errors(gold: Gold, documents: Sequence[Document], plans: Plans) -> None:
    refusable = next(row for row in gold.rows if not row.answerable)
    refusal = perfect_prediction(refusable, documents)
    assert judge(refusable, refusal, plans)["full"] == 1.0
    answered = refusal.model_copy(update={"answer": GivenAnswer(refused=False, answer="2030年")})
    values = judge(refusable, answered, plans)
    assert (values["full"], values["answered_unanswerable"], values["right"]) == (0.0, 1.0, None)
    assert failures(refusable, values) == ["answered, should refuse"]
    failed = Prediction(id=refusable.id, error="boom")
    values = judge(refusable, failed, plans)
    assert (values["full"], values["error"], values["refused"]) == (0.0, 1.0, 0.0)


def test_a_row_without_groups_is_right_by_its_figures_and_words(plans: Plans) -> None:
    row = GoldRow(id="x", question="问", language="zh-Hans", kind="other", answer="森林覆盖率达到68.1%。")

    def right(text: str) -> float | None:
        answer = GivenAnswer(refused=False, answer=text)
        return judge(row, Prediction(id="x", answer=answer), plans)["right"]

    assert right("郴州市:森林覆盖率稳定在68.10%以上。[1]") == 1.0
    assert right("郴州市:森林覆盖率稳定在70%以上。[1]") == 0.0
    assert right("人口68.1%") == 0.0


def test_a_dump_is_not_concise(plans: Plans) -> None:
    row = GoldRow(
        id="x", question="问", language="zh-Hans", kind="other", answer="港口", required=(("港口",),)
    )

    def concise(length: int) -> float | None:
        answer = GivenAnswer(refused=False, answer="港口" + "甲" * (length - 2))
        return judge(row, Prediction(id="x", answer=answer), plans)["concise"]

    # 3 times 2 letters and 80 more
    assert concise(86) == 1.0
    assert concise(87) == 0.0
