import importlib
import pkgutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import qa
from eval.ablation import (
    Patch,
    Switch,
    ablated,
    choose_switches,
    find_target,
    groups_of,
    load_switches,
)
from eval.errors import SwitchError
from eval.gold import SHIPPED_GOLD, GoldRow, gold_files, load_gold
from eval.metrics import NAMES
from eval.predictions import GivenAnswer, Prediction
from eval.runner import Judged, Run


def module(name: str, **names: Any) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made
    return made


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    """Two modules of the product: one defines a rule, a constant and a class, the other has imported them by name."""

    def fits(value: int) -> bool:
        return value > 3

    class Finder:
        def find(self, values: list[int]) -> list[int]:
            return [each for each in values if each > 3]

    monkeypatch.setitem(sys.modules, "qa.rules_", None)
    monkeypatch.setitem(sys.modules, "qa.users_", None)
    first = module("qa.rules_", fits=fits, WEIGHT=0.3, Finder=Finder)
    second = module("qa.users_", fits=fits, WEIGHT=0.3, Finder=Finder, other=fits)
    second.WEIGHT = first.WEIGHT
    return first, second


def switch(*off: dict[str, Any]) -> Switch:
    return Switch(name="s", rule="r", off=tuple(Patch.model_validate(each) for each in off))


def test_a_rule_is_off_wherever_it_was_imported_and_on_again_after(rules: tuple[Any, Any]) -> None:
    first, second = rules
    both = switch({"at": "qa.rules_.fits", "gives": True}, {"at": "qa.rules_.WEIGHT", "value": 0.0})
    with both.switched_off():
        assert first.fits(1) is second.fits(1) is True
        assert first.WEIGHT == second.WEIGHT == 0.0
    assert first.fits(1) is second.fits(1) is False
    assert first.WEIGHT == second.WEIGHT == 0.3
    with pytest.raises(ZeroDivisionError), both.switched_off():
        _ = 1 / 0
    assert second.fits(1) is False


def test_what_stands_in_the_place_of_a_rule(rules: tuple[Any, Any]) -> None:
    first, _ = rules
    at = "qa.rules_.Finder.find"
    with switch({"at": at, "argument": 1}).switched_off():
        assert first.Finder().find([1, 5]) == [1, 5]
    with switch({"at": at, "argument": 1, "attribute": "real"}).switched_off():
        assert first.Finder().find(7) == 7
    with switch({"at": at, "gives": []}).switched_off():
        assert first.Finder().find([1, 5]) == []
        assert first.Finder().find([1]) is not first.Finder().find([1])
    with switch({"at": at, "gives": "none"}).switched_off():
        assert first.Finder().find([1]) is None
    assert first.Finder().find([1, 5]) == [5]


@pytest.mark.parametrize("at", ["qa.rules_.gone", "qa.gone.fits", "qa.rules_.Finder.gone", "gone"])
def test_a_rule_that_the_product_no_longer_has_is_told(at: str, rules: tuple[Any, Any]) -> None:
    with pytest.raises(SwitchError, match=at), switch({"at": at, "gives": True}).switched_off():
        pass


@pytest.mark.parametrize(
    "fields",
    [{}, {"value": 1.0, "gives": True}, {"gives": True, "attribute": "x"}, {"gives": True, "att": 1}],
)
def test_an_entry_that_says_too_little_or_too_much_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"one of value|Extra"):
        Patch.model_validate({"at": "qa.rules_.fits", **fields})


def test_another_definition_is_another_run() -> None:
    one = switch({"at": "qa.a.b", "gives": True})
    assert one.fingerprint.startswith("s-")
    assert one.fingerprint != switch({"at": "qa.a.b", "gives": False}).fingerprint


@pytest.mark.parametrize("each", load_switches(), ids=lambda each: each.name)
def test_every_name_of_the_registry_exists_and_fits(each: Switch) -> None:
    for patch in each.off:
        holder, name = find_target(patch.at)
        target = getattr(holder, name)
        assert callable(target) == (patch.value is None), patch.at
        if patch.argument is not None:
            assert patch.argument < target.__code__.co_argcount, patch.at
        if callable(target):
            assert target.__module__ == (holder.__module__ if isinstance(holder, type) else holder.__name__)


def test_no_module_has_a_rule_of_the_registry_under_another_name() -> None:
    for found in pkgutil.walk_packages(qa.__path__, "qa."):
        if ".web" not in found.name and ".llm" not in found.name:
            importlib.import_module(found.name)
    for each in load_switches():
        for patch in each.off:
            holder, name = find_target(patch.at)
            target = getattr(holder, name)
            if not callable(target):
                continue
            for key, loaded in list(sys.modules.items()):
                if key.startswith(("qa.", "embeddings.")) and loaded is not None:
                    others = [
                        other for other, value in vars(loaded).items() if value is target and other != name
                    ]
                    assert not others, (key, others)


def test_rules_are_chosen_by_name() -> None:
    names = [each.name for each in load_switches()]
    assert len(set(names)) == len(names)
    assert [each.name for each in choose_switches([names[2], names[0]])] == [names[0], names[2]]
    assert len(choose_switches([])) == len(names)
    with pytest.raises(SwitchError, match="'gone'"):
        choose_switches(["gone"])


def test_a_file_that_is_no_registry_is_told(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('[[switch]]\nname = "a"\n', "utf-8")
    with pytest.raises(SwitchError, match=r"s\.toml"):
        load_switches(tmp_path / "s.toml")


def judged(id: str, *, full: bool, said: str) -> Judged:
    row = GoldRow(id=id, question="?", language="zh-Hans", kind="other", answer="x")
    values: dict[str, float | None] = dict.fromkeys(NAMES)
    values["full"] = float(full)
    return Judged(row, Prediction(id=id, answer=GivenAnswer(refused=False, answer=said)), values)


def test_effects_by_group() -> None:
    def run(full: str, said: str) -> Run:
        judged_all = tuple(judged(id, full=id in full, said=s) for id, s in zip("abcde", said, strict=True))
        return Run(Path("r"), {}, {}, judged_all)

    groups = {"a": "dev", "b": "dev", "c": "test", "d": "extra", "e": "extra"}
    found = ablated("x", run("abc", "12345"), run("ade", "19995"), groups)
    dev, test, extra = found.effects
    assert (dev.group, dev.questions, dev.won, dev.lost, dev.net) == ("dev", 2, (), ("b",), -1)
    assert (test.won, test.lost) == ((), ("c",))
    assert (extra.won, extra.net, extra.p) == (("d", "e"), 2, 0.5)  # exact: 2 * (1/2)**2
    assert found.differing == 3


def test_the_further_development_questions_are_a_group_of_their_own(documents: Any) -> None:
    gold = load_gold(gold_files([SHIPPED_GOLD, SHIPPED_GOLD / "extra"]), documents)
    groups = list(groups_of(gold).values())
    assert (groups.count("dev"), groups.count("test"), groups.count("extra")) == (209, 204, 190)
