from collections.abc import Sequence

import pytest
from pypinyin import lazy_pinyin

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document
from embeddings.query.gazetteer import gazetteer
from eval.errors import MoveError
from eval.moves.names import Rename, load_names


def entry(city: str, **fields: object) -> PlanEntry:
    return PlanEntry.model_validate(
        {"id": "x", "file": "x.txt", "city": city, "title": "规划", "kind": "纲要", **fields}
    )


REGION = entry(
    "长株潭",
    city_en="Changsha-Zhuzhou-Xiangtan region",
    aliases=["Chang-Zhu-Tan", "Changzhutan", "CZT"],
    members=["长沙", "株洲市", "湘潭", "Changsha", "Zhuzhou", "Xiangtan"],
)
CITY = entry("怀化市", city_en="Huaihua", aliases=["怀化", "Huaihua", "Hwaihwa"])


@pytest.fixture
def rename() -> Rename:
    return Rename.of([CITY, REGION], "invented", [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("怀化市2025年", "硕皋市2025年"),
        ("懷化市", "碩皋市"),
        ("怀 化\n市", "硕 皋\n市"),
        ("Huaihua's target, HUAIHUA, Huai Hua", "Shuogao's target, SHUOGAO, Shuo Gao"),
        ("Hwaihwa", "Shuogaow"),
        ("长沙县", "嵘汀县"),
        ("长株潭岳组合港", "嵘骐垣岳组合港"),
        ("Chang-Zhu-Tan (CZT)", "Rong-Qi-Yuan (RQY)"),
        ("the Changsha-Zhuzhou-Xiangtan region", "the Rongting-Qigao-Rongyuan region"),
        ("长江流域、化工、Changshan", "长江流域、化工、Changshan"),
    ],
)
def test_a_name_is_changed_in_every_script(rename: Rename, before: str, after: str) -> None:
    assert rename.forward(before).text == after
    assert rename.back(after) == before


def test_a_text_in_traditional_characters_gets_the_names_so(rename: Rename) -> None:
    assert (
        Rename.of([entry("郴州市")], "invented", []).forward("郴州應當發展的產業").text
        == "碩皋應當發展的產業"
    )


def test_ids_are_renamed_where_they_have_the_name(rename: Rename) -> None:
    assert rename.rename_id("huaihua/2/1") == "shuogao/2/1"
    assert rename.rename_id("plan-2025") == "plan-2025"


def test_a_name_that_stands_somewhere_is_not_taken() -> None:
    chosen = Rename.of([CITY], "invented", ["碩皋县"])
    assert chosen.pairs[0][1].signs == "嵘汀"
    assert Rename.of([CITY], "real", ["从曲靖到赤峰"]).pairs[0][1].signs == "漳州"


def test_what_cannot_be_renamed_is_told() -> None:
    with pytest.raises(MoveError, match="4 signs for 呼和浩特"):
        Rename.of([entry("呼和浩特市")], "invented", [])
    with pytest.raises(MoveError, match="none is left for 怀化"):
        Rename.of([CITY], "real", ["".join(load_names()["real"]["two"])])


def test_the_names_are_what_they_are_said_to_be() -> None:
    places = list(gazetteer())
    known = {each.name for each in places} | {each.full for each in places}
    # A county that sounds like an invented name is told from it: a covered name goes first.
    latin = {
        spelling.lower().replace(" ", "") for each in places if each.rank < 3 for spelling in each.spellings
    }
    for name in [*load_names()["invented"]["two"], *load_names()["invented"]["three"]]:
        assert name not in known
        assert "".join(lazy_pinyin(name)) not in latin
    for name in [*load_names()["real"]["two"], *load_names()["real"]["three"]]:
        assert name in known
        assert "".join(lazy_pinyin(name)) in latin


def test_the_plans_come_back_as_they_were(documents: Sequence[Document]) -> None:
    texts = [document.raw for document in documents]
    move = Rename.of([document.entry for document in documents], "real", texts)
    for text in texts:
        renamed = move.forward(text)
        assert len(renamed.replacements) > 20
        assert move.back(renamed.text) == text
