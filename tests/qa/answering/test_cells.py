"""A cell of a comparison is what the same question about that place alone gets; a head gives way to what it heads."""

from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import read_document
from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from embeddings.retrieval import Hit
from qa.answering.choosing import Chooser
from qa.answering.reading import HitReader
from qa.extractive import ExtractiveGenerator
from tests.qa.answering.conftest import READER_ONLY, ToldReader, Yunze

_DOCUMENTS = {
    id: read_document(
        PlanEntry(id=id, file=f"{id}.txt", city=f"{name}市", aliases=(name,), title="规划", kind="纲要"),
        f"{name}市规划\n第一章 口岸\n{name}加快开通班列,发展口岸经济。\n",
    )
    for id, name in (("a", "云泽"), ("b", "海州"))
}


def test_each_plan_is_read_as_it_is_asked_alone() -> None:
    chunks = [chunk for each in _DOCUMENTS.values() for chunk in chunk_document(each)]
    reader = ToldReader(lambda part: 0.9 if "班列" in part else 0.05)
    generator = ExtractiveGenerator(
        _DOCUMENTS,
        TermWeights(chunks),
        chooser=Chooser(HitReader(reader, _DOCUMENTS), READER_ONLY, _DOCUMENTS),
    )
    query = QueryReader(list(_DOCUMENTS.values())).read("云泽和海州各自怎么做铁路货运?")
    drafts = generator.generate(query, [Hit(chunk, 1.0, rank) for rank, chunk in enumerate(chunks, 1)])
    assert [each.text.split(" | ")[0] for each in drafts] == ["| 云泽市", "| 海州市"]
    # Each once, none with the name of the other; a reader sees every plan as that of its own place.
    assert reader.asked == ["本市 怎么做铁路货运?"] * 2


def test_an_open_question_is_not_answered_by_a_head_that_repeats_it() -> None:
    yunze = Yunze(
        "第一章 转型\n——推动工业转型。实施改造行动,建设平台。\n——推动农业转型。培育新业态,发展加工。\n"
    )
    both = ToldReader(lambda part: 0.9 if "改造" in part else 0.8 if "业态" in part else 0.05)
    assert yunze.answer("云泽市如何推动工业转型?", both)[0] == "云泽市:推动工业转型。实施改造行动,建设平台。"
    assert yunze.answer("云泽市要推动哪些转型?", both) == ["云泽市:推动工业转型。", "云泽市:推动农业转型。"]


def test_as_many_as_a_question_counts_are_listed_or_none() -> None:
    yunze = Yunze("第一章 物流\n建设七大园区。支持东园、西园和南园。\n建设重点节点。支持北站,发展配送。\n")
    reader = ToldReader(lambda part: 0.9 if "东园" in part else 0.8 if "北站" in part else 0.05)
    assert (
        yunze.answer("云泽市要建的七大园区是哪些?", reader)[0]
        == "云泽市:建设七大园区。支持东园、西园和南园。"
    )
    assert yunze.answer("云泽市要建设哪些物流设施?", reader) == [
        "云泽市:建设七大园区。",
        "云泽市:建设重点节点。",
    ]
