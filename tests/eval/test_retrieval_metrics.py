import math
from collections.abc import Sequence

import pytest

from embeddings.corpus import Document
from eval.predictions import GivenHit
from eval.retrieval_metrics import judge_retrieval
from eval.targets import Plans, Span, Target


@pytest.fixture(scope="session")
def plans(documents: Sequence[Document]) -> Plans:
    return Plans(documents)


def hit(rank: int, section: str, start: int, end: int) -> GivenHit:
    return GivenHit(rank=rank, document_id="chenzhou", section_id=section, text="", start=start, end=end)


def target(plans: Plans, section: str, start: int, end: int) -> Target:
    return Target("chenzhou", (plans.span("chenzhou", start, end),), frozenset({section}))


def test_three_hits_by_hand(plans: Plans) -> None:
    # Ranked: miss, a, b; relevant: a, b.
    # DCG = 0 + 1/log2(3) + 1/log2(4) = 0.6309 + 0.5; ideal = 1/log2(2) + 1/log2(3) = 1.6309
    targets = [target(plans, "chenzhou/2", 5000, 5020), target(plans, "chenzhou/3", 8000, 8020)]
    hits = [
        hit(1, "chenzhou/9", 100, 400),
        hit(2, "chenzhou/2", 4900, 5200),
        hit(3, "chenzhou/3", 7900, 8200),
    ]
    values = judge_retrieval(targets, hits, plans)
    dcg, ideal = 1 / math.log2(3) + 1 / math.log2(4), 1 + 1 / math.log2(3)
    for level in ("section", "evidence"):
        assert values[f"{level}_ndcg@10"] == pytest.approx(dcg / ideal)
        assert values[f"{level}_mrr@10"] == 0.5
        assert [values[f"{level}_any@{k}"] for k in (1, 3, 5, 10)] == [0.0, 1.0, 1.0, 1.0]
        assert [values[f"{level}_all@{k}"] for k in (1, 3, 5, 10)] == [0.0, 1.0, 1.0, 1.0]


def test_two_chunks_of_a_section_are_one_find(plans: Plans) -> None:
    # Ranked: a, a again, b. As sections: a, b, so nDCG is 1.
    targets = [target(plans, "chenzhou/2", 5000, 5020), target(plans, "chenzhou/3", 8000, 8020)]
    hits = [
        hit(1, "chenzhou/2", 4900, 5200),
        hit(2, "chenzhou/2", 5200, 5500),
        hit(3, "chenzhou/3", 7900, 8200),
    ]
    assert judge_retrieval(targets, hits, plans)["section_ndcg@10"] == pytest.approx(1.0)


def test_sixty_percent_in_one_run_is_enough(plans: Plans) -> None:
    span = plans.span("chenzhou", 5000, 5100)
    whole = plans.documents["chenzhou"]
    length = span.end - span.start

    def found(share: float) -> float | None:
        raw = whole.clean.to_raw(span.start - 50, span.start + math.ceil(length * share))
        given = [hit(1, "chenzhou/9", *raw)]
        return judge_retrieval([Target("chenzhou", (span,), frozenset({"x"}))], given, plans)[
            "evidence_any@1"
        ]

    assert found(0.6) == 1.0
    assert found(0.55) == 0.0


def test_another_place_will_do(plans: Plans) -> None:
    spans = (plans.span("chenzhou", 5000, 5020), plans.span("chenzhou", 8000, 8020))
    only = Target("chenzhou", spans, frozenset({"chenzhou/2", "chenzhou/3"}))
    values = judge_retrieval([only], [hit(1, "chenzhou/3", 7900, 8200)], plans)
    assert values["evidence_all@1"] == values["section_all@1"] == 1.0


def test_the_budget_counts_characters_and_cuts_the_last_hit(plans: Plans) -> None:
    clean = plans.documents["chenzhou"].clean
    long_hit = hit(1, "chenzhou/9", *clean.to_raw(10_000, 12_400))
    second = hit(2, "chenzhou/2", *clean.to_raw(20_000, 20_400))
    within = Target("chenzhou", (Span("chenzhou", 20_010, 20_090),), frozenset({"s"}))
    beyond = Target("chenzhou", (Span("chenzhou", 20_110, 20_190),), frozenset({"s"}))
    assert judge_retrieval([within], [long_hit, second], plans)["evidence_any@2500c"] == 1.0
    assert judge_retrieval([beyond], [long_hit, second], plans)["evidence_any@2500c"] == 0.0
    assert judge_retrieval([beyond], [long_hit, second], plans)["evidence_any@3"] == 1.0


def test_nothing_to_find_gives_no_value_and_no_hits_give_zero(plans: Plans) -> None:
    assert set(judge_retrieval([], [], plans).values()) == {None}
    values = judge_retrieval([target(plans, "chenzhou/2", 5000, 5020)], [], plans)
    assert set(values.values()) == {0.0}
