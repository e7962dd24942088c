"""How the encoders see a document."""

from __future__ import annotations

import re

import pytest

from embeddings.catalog import PlanEntry
from embeddings.encoder_view import AS_IT_IS, EncoderView, own_names
from embeddings.facts.periods import Period

ENTRY = PlanEntry(
    id="x",
    file="",
    city="怀化市",
    city_en="Huaihua",
    aliases=("怀化", "Huaihua", "Huaihua City"),
    title="规划",
    kind="纲要",
)
VIEW = EncoderView.of(ENTRY, Period.of_plan(15))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("怀化市到2030年的目标", "本市到2025年的目标"),
        ("懷化的“十五五”規劃", "本地的“十四五”規劃"),
        ("怀化学院与怀化市委", "本地学院与本市委"),
        ("怀\n化市民", "本市民"),
        ("What is Huaihua's target for 2030?", "What is this place's target for 2025?"),
        ("the forests of huaihua city", "the forests of this place"),
        ("Huaihuan, 怀远县, 郴州市", "Huaihuan, 怀远县, 郴州市"),
    ],
)
def test_a_document_is_seen_without_its_name_at_the_time_of_the_weights(text: str, seen: str) -> None:
    assert VIEW.text(text) == seen


def test_two_places_that_differ_by_name_alone_are_seen_alike() -> None:
    other = EncoderView.of(
        ENTRY.model_copy(update={"city": "蓬莱市", "city_en": "Penglai", "aliases": ("蓬莱",)}),
        Period.of_plan(15),
    )
    said = "{0}市：到2030年，{0}港吞吐量，{0}市区"
    assert VIEW.text(said.format("怀化")) == other.text(said.format("蓬莱"))


def test_a_span_leads_back_to_the_text() -> None:
    text = "怀化市的森林覆盖率2030年达到71%"
    seen = VIEW.rewrite(text)
    at = seen.text.index("71%")
    assert seen.undone(text).span(at, at + 3) == (text.index("71%"), len(text))


def test_names_of_one_sign_and_of_the_nation_stay() -> None:
    assert own_names(("湘", "")) == ()
    nation = ENTRY.model_copy(update={"city": "全国", "city_en": "China", "aliases": ("中国",)})
    assert EncoderView.of(nation, None) == AS_IT_IS
    assert own_names(("恩施土家族苗族自治州",)) == ("恩施土家族苗族自治州", "恩施土家族苗族")


def test_a_text_of_no_place_stays() -> None:
    assert AS_IT_IS.text("怀化市2030年") == "怀化市2030年"


def test_the_members_of_a_region_are_told_apart_without_their_names() -> None:
    view = EncoderView.of(
        ENTRY.model_copy(
            update={
                "city": "长株潭",
                "city_en": "Chang-Zhu-Tan region",
                "aliases": (),
                "members": ("长沙", "株洲", "长沙市", "株洲市", "Changsha", "Zhuzhou"),
            }
        ),
        None,
    )
    assert view.text("长株潭支持長沙市牵头,株\n洲和长沙县配合") == "本地支持甲市牵头,乙地和甲地县配合"
    assert view.text("Zhuzhou, Changsha City and Chang-Zhu-Tan") == "place B, place A and this place"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("到二〇三五年,基本建成经济强市", "到2035年,基本建成经济强市"),
        ("二○一○年至二〇二〇年", "2010年至2020年"),
        ("一九九六～二〇一〇年", "1996～2010年"),
        ("二〇三五米、一九二师", "二〇三五米、一九二师"),
    ],
)
def test_a_year_in_numerals_is_seen_in_figures_as_people_ask_for_it(text: str, seen: str) -> None:
    assert AS_IT_IS.text(text) == seen
    later = EncoderView(5)
    assert later.text(text) == re.sub(r"\d{4}", lambda year: str(int(year[0]) + 5), seen)
