"""Editing a catalogue: comments survive, a killed process leaves the old plans or the new ones."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from embeddings.catalog import PlanEntry, list_plans, read_catalogs, read_whole
from embeddings.corpus import corpus_hash, read_corpus
from embeddings.errors import CorpusError
from embeddings.own_plans import add_plan, hide_plan, own_catalog, remove_plan

BY_HAND = """\
# My plans.

[[plan]]
# about 甲
id = "jia"  # short
file = "jia.txt"
city = "甲市"
title = "甲市规划"
kind = "纲要"

# about 乙
[[plan]]
id = "yi"
file = "yi.txt"
city = "乙市"
title = "乙市规划"
kind = "纲要"

# about 丙
[[plan]]
id = "bing"
file = "bing.txt"
city = "丙市"
title = "丙市规划"
kind = "纲要"
"""


def entry(plan_id: str, city: str, **values: object) -> PlanEntry:
    given = {"id": plan_id, "file": "x.txt", "city": city, "title": f"{city}规划", "kind": "纲要", **values}
    return PlanEntry.model_validate(given)


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "catalog.toml").write_text(BY_HAND, "utf-8")
    for name in ("jia", "yi", "bing"):
        (folder / f"{name}.txt").write_text("第一章 总则\n正文。\n", "utf-8")
    return folder


def test_a_plan_is_listed_with_its_text_and_its_original(tmp_path: Path) -> None:
    given = entry("yue", "岳阳市", aliases=["岳阳"], date="2026-03-05")
    stored = add_plan(tmp_path, given, "第一章 总则\n", b"original", ".docx")
    assert own_catalog(tmp_path).plan == (stored,)
    assert stored == given.model_copy(update={"file": stored.file, "original": stored.original})
    assert (tmp_path / stored.file).read_text("utf-8") == "第一章 总则\n"
    assert (tmp_path / stored.original).read_bytes() == b"original"
    assert stored.original.endswith(".docx")


def test_a_plan_of_the_same_id_is_replaced_with_its_files(tmp_path: Path) -> None:
    add_plan(tmp_path, entry("yue", "岳阳市", issuer="甲"), "旧", b"old", ".txt")
    stored = add_plan(tmp_path, entry("yue", "岳阳市"), "新", b"new", ".txt")
    assert own_catalog(tmp_path).plan == (stored,)
    assert stored.issuer == ""
    files = sorted(path.name for path in tmp_path.rglob("*.txt"))
    assert files == sorted([stored.file, Path(stored.original).name])


def test_comments_survive_adding_replacing_and_removing(by_hand: Path) -> None:
    add_plan(by_hand, entry("ding", "丁市"), "文", b"x", ".txt")
    content = (by_hand / "catalog.toml").read_text("utf-8")
    assert content.startswith(BY_HAND)
    remove_plan(by_hand, "ding")
    for plan_id, gone in (("yi", "乙市"), ("jia", "甲市"), ("bing", "丙市")):
        remove_plan(by_hand, plan_id)
        content = (by_hand / "catalog.toml").read_text("utf-8")
        assert f'city = "{gone}"' not in content
        assert "# My plans." in content
        assert "# about 乙" in content
        assert "# about 丙" in content
    assert own_catalog(by_hand).plan == ()
    assert (by_hand / "jia.txt").exists()  # put there by hand


def test_a_hidden_plan_is_not_read_and_comes_back(tiny_corpus: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    both = (tiny_corpus, own)
    before = corpus_hash(*both)
    assert before == corpus_hash(tiny_corpus)  # a folder that is not there yet changes nothing
    hide_plan(own, "jia", hidden=True)
    assert [document.id for document in read_corpus(*both)] == ["yi"]
    assert corpus_hash(*both) != before
    hide_plan(own, "jia", hidden=False)
    assert [document.id for document in read_corpus(*both)] == ["jia", "yi"]
    assert corpus_hash(*both) == before


def test_plans_of_several_folders_are_one_corpus(tiny_corpus: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    add_plan(own, entry("bing", "丙市"), "第一章 总则\n丙市。\n", b"x", ".txt")
    assert [document.city for document in read_corpus(tiny_corpus, own)] == ["甲市", "乙市", "丙市"]
    with pytest.raises(CorpusError, match="no catalogue at"):
        read_catalogs(tmp_path / "none", own)


def test_a_plan_in_two_folders_is_an_error_with_a_way_out(tiny_corpus: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    add_plan(own, entry("jia", "丙市"), "文", b"x", ".txt")
    with pytest.raises(CorpusError) as caught:
        read_catalogs(tiny_corpus, own)
    places = f"{tiny_corpus}/catalog.toml and {own}/catalog.toml"
    assert str(caught.value) == f"the id 'jia' is in {places}. Remove one: cityplans remove jia"
    assert len(list_plans(tiny_corpus, own)) == 3


def test_a_place_has_documents_in_both_folders(tiny_corpus: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    add_plan(own, entry("jia-report-2026", "甲市", kind="政府工作报告", period="2026"), "文\n", b"x", ".txt")
    documents = read_corpus(tiny_corpus, own)
    assert [(each.id, each.city) for each in documents] == [
        ("jia", "甲市"),
        ("yi", "乙市"),
        ("jia-report-2026", "甲市"),
    ]
    assert documents[2].name == "甲市2026年政府工作报告"
    assert documents[1].name == "乙市"  # alone, it is called by its place
    assert len({documents[0].name, documents[2].name}) == 2


def test_no_plan_at_all(tmp_path: Path) -> None:
    add_plan(tmp_path, entry("yue", "岳阳市"), "文", b"x", ".txt")
    remove_plan(tmp_path, "yue")
    with pytest.raises(CorpusError, match=r"there is no plan in .*Add one: cityplans add FILE"):
        read_catalogs(tmp_path)


def test_a_catalogue_that_cannot_be_edited(tmp_path: Path) -> None:
    inline = 'plan = [{id = "a", file = "a.txt", city = "甲", title = "甲", kind = "纲要"}]\n'
    (tmp_path / "catalog.toml").write_text(inline, "utf-8")
    with pytest.raises(CorpusError, match="lists its plans inline"):
        add_plan(tmp_path, entry("yue", "岳阳市"), "文", b"x", ".txt")
    assert (tmp_path / "catalog.toml").read_text("utf-8") == inline


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(CorpusError, match=r"cannot write to the plans' folder .*Name a folder that can be"):
        add_plan(tmp_path / "file" / "plans", entry("yue", "岳阳市"), "文", b"x", ".txt")


KILLED = """
import os, signal, sys
from pathlib import Path
from embeddings import own_plans
from embeddings.catalog import PlanEntry

folder, moment = Path(sys.argv[1]), int(sys.argv[2])
calls = 0

def counted(original):
    def call(*arguments, **options):
        global calls
        calls += 1
        if calls == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **options)
    return call

# Every step that touches the disk.
os.fsync, Path.replace, Path.unlink = counted(os.fsync), counted(Path.replace), counted(Path.unlink)
entry = PlanEntry(id="yue", file="x", city="岳阳市", title="新", kind="纲要")
own_plans.add_plan(folder, entry, "新文", b"new", ".txt")
"""


def test_killed_at_any_moment_it_leaves_the_old_plans_or_the_new_ones(tmp_path: Path) -> None:
    seen = []
    for moment in range(1, 20):
        folder = tmp_path / str(moment)
        add_plan(folder, entry("yue", "岳阳市", title="旧"), "旧文", b"old", ".txt")
        command = [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), str(moment)]
        code = subprocess.run(command, check=False, timeout=60).returncode
        (plan,) = read_whole(folder).plan
        text, original = (folder / plan.file).read_text("utf-8"), (folder / plan.original).read_bytes()
        assert (plan.title, text, original) in {("旧", "旧文", b"old"), ("新", "新文", b"new")}
        seen.append(plan.title)
        add_plan(folder, entry("bing", "丙市"), "丙", b"x", ".txt")  # and the folder is usable
        assert not list(folder.rglob(".writing-*"))
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert code == 0
    assert seen == sorted(seen, key=["旧", "新"].index)
    assert {"旧", "新"} == set(seen[:-1])  # it was killed before and after the one decisive step


ADDING = """
import sys
from pathlib import Path
from embeddings.catalog import PlanEntry
from embeddings.own_plans import add_plan

for number in range(8):
    name = f"{sys.argv[2]}{number}"
    entry = PlanEntry(id=name, file="x", city=name, title=name, kind="纲要")
    add_plan(Path(sys.argv[1]), entry, name, name.encode(), ".txt")
"""


def test_two_processes_add_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ADDING, str(tmp_path)]
    running = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    assert [each.wait(timeout=60) for each in running] == [0, 0]
    plans = own_catalog(tmp_path).plan
    assert sorted(plan.id for plan in plans) == sorted(f"{name}{n}" for name in "ab" for n in range(8))
    assert all((tmp_path / plan.file).read_text("utf-8") == plan.id for plan in plans)


@pytest.mark.parametrize(
    ("city", "kept", "not_kept"),
    [
        # The name alone is the province's, or the city's that the county lies in.
        ("吉林市", set(), {"吉林", "Jilin"}),
        ("长沙县", {"Changsha County"}, {"长沙", "Changsha"}),
        ("铁岭市", {"铁岭", "Tieling"}, set()),
    ],
)
def test_an_alias_is_no_name_of_a_higher_place(city: str, kept: set[str], not_kept: set[str]) -> None:
    from embeddings.additions import _aliases
    from embeddings.query.gazetteer import gazetteer

    place = gazetteer().called(city)[0]
    names = set(_aliases(city, place))
    assert not names & not_kept
    assert kept <= names
