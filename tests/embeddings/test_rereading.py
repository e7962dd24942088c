from dataclasses import replace

import pytest

from embeddings.chunking import Chunk
from embeddings.needs import Need
from embeddings.rereading import PlaceReader


def chunk(text: str, *, heading: str = "", reading: str = "", plan: str = "jia", id: str = "a") -> Chunk:
    chapter = (heading,) if heading else ()
    return Chunk(id, plan, "甲市", f"{plan}/1", chapter, text, f"甲市 {heading}", reading, 0, 9, 0, 9)


def needs(*tokens: str) -> list[Need]:
    return [Need((frozenset([token]),), 1.0) for token in tokens]


@pytest.mark.parametrize(
    ("passage", "best"),
    [
        (chunk("港口吞吐。工业产值。"), 0.75),  # 港口 in the sentence, 产值 around it at a half
        (chunk("港口产值。工业。"), 1.0),
        (chunk("产值增长。", heading="港口"), 0.875),  # the heading counts three quarters
        (chunk("1\n2", reading="港口,产值:1\n工业,产值:2"), 1.0),  # a row is one place
        (chunk("矿山。"), 0.0),
    ],
)
def test_the_best_place_of_a_passage(passage: Chunk, best: float) -> None:
    assert PlaceReader().best(needs("港口", "产值"), passage) == pytest.approx(best)


def test_what_is_no_need_weighs_nothing() -> None:
    assert PlaceReader().best([], chunk("港口")) == 0.0


@pytest.mark.parametrize(
    ("one", "other", "repeats"),
    [
        ("森林覆盖率稳定在68.1%以上。", "到2025年。森林覆盖率稳定在 68.1% 以上;湿地。", True),
        ("森林覆盖率稳定在68.1%以上。", "森林覆盖率稳定在68.2%以上。", False),
        ("森林覆盖率稳定在68.1%以上。新增湿地保护区域。", "森林覆盖率稳定在68.1%以上。", False),
        ("增加值\n12\n3", "增加值\n12\n3", False),  # nothing long enough to tell anything
    ],
)
def test_what_repeats_another_passage(one: str, other: str, repeats: bool) -> None:
    assert PlaceReader().repeats(chunk(one), chunk(other, id="b")) is repeats


def test_another_plan_repeats_nothing() -> None:
    told = chunk("森林覆盖率稳定在68.1%以上。")
    assert not PlaceReader().repeats(told, replace(told, id="b", document_id="yi"))
    assert not PlaceReader().repeats(told, told)
