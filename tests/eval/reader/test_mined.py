from random import Random
from typing import Any

from embeddings.catalog import PlanEntry
from embeddings.corpus import read_document
from eval.reader.mined import Miner
from eval.reader.own import Asked
from eval.reader.rows import Source
from eval.retriever.pairs import Passages

LINES = ("粮食总产达610亿斤。", "新增城镇就业70万人。", "新开工地铁两条。")
TEXT = "湖南省政府工作报告\n\n一、粮食\n粮食总产达610亿斤。\n\n二、就业\n新增城镇就业70万人。\n\n三、交通\n新开工地铁两条。\n"


def test_what_is_found_answers_only_where_it_holds_the_line_and_never_the_twin(fake_embedder_type: Any):
    entry = PlanEntry(
        id="hn", file="", city="湖南省", title="湖南省政府工作报告", kind="政府工作报告", period="2025-2025"
    )
    document = read_document(entry, TEXT)
    source = Source("hn", "湖南省", LINES, (("一、粮食",), ("二、就业",), ("三、交通",)))
    passages = Passages.of([document])
    embedder = fake_embedder_type()
    vectors = embedder.embed_passages([chunk.passage for chunk in passages.chunks])
    miner = Miner(document, {"hn": document}, source, passages, passages.ranges()["hn"], vectors)
    asked = Asked(source, "粮食总产多少?", (1,), "610亿斤", "粮食单产多少?", (1,), "numeric", "zh-Hans")
    rows = list(miner.rows([asked], embedder, Random(1)))
    assert {row.made for row in rows} == {"mined", "found", "twin found"}
    for row in rows:
        right = [row.units[at] for at in row.answers]
        assert right == (["粮食总产达610亿斤。"] if row.made == "mined" else [])
        assert row.question.endswith("单产多少?" if row.made == "twin found" else "总产多少?")
    mined = next(row for row in rows if row.made == "mined")
    unit, start, end = mined.short or (0, 0, 0)
    assert mined.units[unit][start:end] == "610亿斤"
