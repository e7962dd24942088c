from random import Random

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from eval.reader.own import Asked
from eval.reader.rows import Source
from eval.retriever.pairs import Passages, Placing, training_pairs

LINES = ("粮食总产达610亿斤。", "新增城镇就业70万人。")
TEXT = "湖南省政府工作报告\n\n一、去年工作\n粮食总产达610亿斤。\n\n二、今年工作\n新增城镇就业70万人。\n"


def _document() -> Document:
    entry = PlanEntry(
        id="hn", file="", city="湖南省", title="湖南省政府工作报告", kind="政府工作报告", period="2025-2025"
    )
    return read_document(entry, TEXT)


def _source() -> Source:
    return Source("hn", "湖南省", LINES, (("一、去年工作",), ("二、今年工作",)))


def test_a_line_is_placed_in_the_chunk_that_holds_it():
    passages = Passages.of([_document()])
    placing = Placing(_source(), passages, passages.ranges()["hn"])
    (number,) = placing.numbers([2])
    assert passages.chunks[number].chapter[-1] == "二、今年工作"
    at = placing.numbers([2])[number]
    assert passages.chunks[number].text[at:].startswith("新增城镇就业")
    assert placing.numbers([]) == {}


def test_pairs_hold_the_passages_that_answer_and_questions_without_one_are_left_out():
    document, source = _document(), _source()
    passages = Passages.of([document])
    asked = [
        Asked(source, "粮食总产多少?", (1,), "610亿斤", "", (), "numeric", "zh-Hans"),
        Asked(source, "高铁有几条?", (), "", "", (), "numeric", "zh-Hans"),
    ]
    pairs = training_pairs([document], [(document, source, asked)], passages, Random(3))
    numeric = [pair for pair in pairs if pair.kind == "numeric" and pair.document == "hn"]
    assert [("610" in passages.chunks[pair.right[0]].text) for pair in numeric] == [True]
    assert "高铁" not in "".join(pair.query for pair in pairs if pair.document == "hn")
