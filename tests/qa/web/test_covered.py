"""What the empty chat offers: examples in groups of one kind, for each language its own."""

import re
from types import SimpleNamespace

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from qa.web.covered import example_kind, render_header, render_welcome


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("乙市2030年失业率控制在多少以内?", "figures"),
        ("How many hospitals will Yi build?", "figures"),
        ("乙市怎样治水?", "measures"),
        ("How does Yi protect its lakes?", "measures"),
        ("比较甲市和乙市的失业率是多少", "compare"),
        ("Which city aims for the lower rate, Jia or Yi?", "compare"),
    ],
)
def test_the_kind_of_an_example(question: str, kind: str):
    assert example_kind(question) == kind


def test_every_example_stands_once_in_a_group_of_its_kind():
    entries = [document.entry for document in read_corpus(SHIPPED_CORPUS)]
    plans = [
        SimpleNamespace(
            document_id=each.id,
            city=each.city,
            city_en=each.city_en,
            title=each.title,
            period=each.period,
            label="",
            examples=(*each.examples, *each.examples_en),
        )
        for each in entries
    ]
    html = render_welcome(plans)  # type: ignore[arg-type]
    groups = re.findall(r'data-t="example_(\w+)".*?<ul class="cp-examples">(.*?)</ul>', html)
    found = [(kind, text) for kind, shown in groups for text in re.findall(r'data-ask="([^"]+)"', shown)]
    texts = [text for _, text in found]
    assert len(texts) == len(set(texts)) > 10
    assert all(example_kind(text.replace("&#x27;", "'")) == kind for kind, text in found)
    assert {kind for kind, _ in groups} == {"figures", "measures", "compare"}


def test_the_header_names_the_cities_in_either_language() -> None:
    plans = [
        SimpleNamespace(city=city, city_en=english, label="")
        for city, english in (("郴州市", "Chenzhou"), ("怀化市", "Huaihua"))
    ]
    header = render_header(plans)
    named = re.findall(r'<span data-for="(\S+)" lang="\S+">([^<]+)<', header)
    assert named == [("zh-Hans", "郴州市、怀化市"), ("en", "Chenzhou, Huaihua")]
