from __future__ import annotations

import random

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus, read_document
from qa.citations import fold
from qa.permalinks import Place, permalink, quote_digest, resolve

ENTRY = PlanEntry(id="jia", file="jia.txt", city="甲市", title="甲市规划", kind="纲要")
TEXT = "第一章 总则\n甲市建设港口，吞吐量达到100万吨。\n第二章 工业\n发展制造业；产值达到200亿元。\n"


def read(text: str) -> Document:
    return read_document(ENTRY, text)


def reference(document: Document, words: str) -> str:
    start = document.clean.text.index(words)
    link = permalink(document, start, start + len(words))
    path, _, rest = link.partition("?quote=")
    assert path == "/plans/jia"
    assert rest.endswith("#quote")
    return rest.removesuffix("#quote")


def words_at(document: Document, place: Place) -> str:
    assert place.span is not None
    return document.clean.text[slice(*place.span)]


def test_a_permalink_names_section_offsets_and_digest():
    # Before it stand lines of 7, 19 and 7 characters and 发展制造业；, 6; it has 9 itself.
    assert reference(read(TEXT), "产值达到200亿元") == "2.39-48." + quote_digest("产值达到200亿元")
    assert quote_digest("产值达到200亿元") == quote_digest(" 產值達到 ２００ 億元。")


def test_the_digest_is_that_of_the_folded_quote():
    import hashlib

    quote = "森林覆盖率（%） 71.05 稳定在７１以上"
    assert quote_digest(quote) == hashlib.sha256(fold(quote).encode()).hexdigest()[:8]


def test_a_quote_is_found_where_it_was_cited():
    document = read(TEXT)
    place = resolve(document, reference(document, "产值达到200亿元"))
    assert (place.found, place.anchor, words_at(document, place)) == ("cited", "2", "产值达到200亿元")


def test_a_quote_that_moved_is_found_by_its_digest():
    old = reference(read(TEXT), "产值达到200亿元")
    new = read("第一章 总则\n一句新话。\n第二章 工业\n发展制造业；產值達到200億元。\n")
    place = resolve(new, old)
    assert (place.found, place.anchor, words_at(new, place)) == ("moved", "2", "產值達到200億元")
    elsewhere = read("第一章 总则\n产值达到200亿元。\n第二章 工业\n别的。\n")
    place = resolve(elsewhere, old)
    assert (place.found, place.anchor, words_at(elsewhere, place)) == ("moved", "1", "产值达到200亿元")


def test_words_that_were_not_cited_are_never_marked():
    old = reference(read(TEXT), "产值达到200亿元")
    changed = read(TEXT.replace("200亿元", "300亿元"))
    assert resolve(changed, old) == Place("changed", "2")
    assert resolve(read("第一章 总则\n别的话。\n"), old) == Place("unknown")


def test_links_without_offsets_are_understood():
    document = read(TEXT)
    place = resolve(document, f"1-{quote_digest('吞吐量达到100万吨')}")
    assert (place.found, words_at(document, place)) == ("cited", "吞吐量达到100万吨")


@pytest.mark.parametrize(
    "text", ["", "2", "2.1-2", "2.9-1.00000000", "<img>", "2.1-2.zzzzzzzz", "9-00000000", "é.1-2.00000000"]
)
def test_what_cannot_be_read_is_unknown_or_changed(text: str):
    assert resolve(read(TEXT), text).span is None
    assert resolve(read(TEXT), text).found == ("changed" if text == "2.9-1.00000000" else "unknown")


@pytest.mark.parametrize("document", read_corpus(SHIPPED_CORPUS), ids=lambda each: each.id)
def test_every_quote_of_the_shipped_plans_is_found_again(document: Document):
    chosen = random.Random(7)
    text = document.clean.text
    for _ in range(500):
        start = chosen.randrange(len(text) - 1)
        end = min(len(text), start + chosen.randint(1, 200))
        if not any(character.isalnum() for character in text[start:end]):
            continue
        link = permalink(document, start, end)
        place = resolve(document, link.partition("?quote=")[2].removesuffix("#quote"))
        assert (place.found, place.span) == ("cited", (start, end))
