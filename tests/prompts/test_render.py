"""The texts are filled in completely or not at all, and every caller's values are the text's own."""

import re
from importlib.resources import files

import pytest

from prompts import render

# Name of each shipped text and the values that its caller has to give, read off the files by eye.
SHIPPED = {
    "answer-system.en": set(),
    "answer-system.zh-Hans": set(),
    "answer-user.en": {"passages", "question"},
    "answer-user.zh-Hans": {"passages", "question"},
    "refusal-city.en": {"places", "plans"},
    "refusal-city.zh-Hans": {"places", "plans"},
    "refusal-damaged.en": {"city", "chapter", "quote", "reason"},
    "refusal-damaged.zh-Hans": {"city", "chapter", "quote", "reason"},
    "refusal-filter.en": {"cities"},
    "refusal-filter.zh-Hans": {"cities"},
    "refusal-inside.en": {"places", "plans"},
    "refusal-inside.zh-Hans": {"places", "plans"},
    "refusal-name.en": {"slogan"},
    "refusal-name.zh-Hans": {"slogan"},
    "refusal-nearest.en": {"city", "chapter", "quote"},
    "refusal-nearest.zh-Hans": {"city", "chapter", "quote"},
    "refusal-possible.en": {"city", "chapter", "quote"},
    "refusal-possible.zh-Hans": {"city", "chapter", "quote"},
    "refusal-nearest-figure.en": {"value", "city", "chapter", "quote"},
    "refusal-nearest-figure.zh-Hans": {"value", "city", "chapter", "quote"},
    "refusal-silent.en": {"city", "silence"},
    "refusal-silent.zh-Hans": {"city", "silence"},
    "refusal-outside.en": {"what"},
    "refusal-outside.zh-Hans": {"what"},
    "refusal-document.en": {"names"},
    "refusal-document.zh-Hans": {"names"},
    "refusal-plan.en": {"cities"},
    "refusal-plan.zh-Hans": {"cities"},
    "refusal-unexplained.en": {"slogan", "city", "chapter"},
    "refusal-unexplained.zh-Hans": {"slogan", "city", "chapter"},
    "refusal-years.en": {"years", "covered"},
    "refusal-years.zh-Hans": {"years", "covered"},
    "refusal.en": {"plans"},
    "refusal.zh-Hans": {"plans"},
}


def test_every_shipped_text_is_listed_here() -> None:
    shipped = {path.name.removesuffix(".md") for path in files("prompts").iterdir() if ".md" in path.name}
    assert shipped - {"README"} == set(SHIPPED)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_text_renders_with_exactly_its_names(name: str) -> None:
    values = {key: f"<{key.upper()}>" for key in SHIPPED[name]}
    text = render(name, **values)
    assert {key for key, value in values.items() if value in text} == SHIPPED[name]
    assert "$" not in text
    assert text == text.strip()


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name in sorted(SHIPPED) for key in sorted(SHIPPED[name])]
)
def test_a_missing_value_raises_its_name(name: str, key: str) -> None:
    values = dict.fromkeys(SHIPPED[name] - {key}, "x")
    with pytest.raises(KeyError) as caught:
        render(name, **values)
    assert caught.value.args == (key,)


def test_an_unused_value_raises_its_name() -> None:
    with pytest.raises(TypeError, match=re.escape("the text 'refusal.en' has no $citys, $place")):
        render("refusal.en", plans="Chenzhou", place="x", citys="y")


def test_an_unused_value_is_refused_even_where_another_one_is_missing() -> None:
    with pytest.raises(TypeError, match=r"\$plan$"):
        render("refusal.en", plan="Chenzhou")


def test_an_unknown_text_raises() -> None:
    with pytest.raises(FileNotFoundError):
        render("refusal.fr", plans="x")


def test_the_words_of_a_refusal() -> None:
    assert render("refusal-city.zh-Hans", places="岳阳、常德", plans="郴州市、怀化市") == (
        "未收录岳阳、常德的规划，因此无法回答。可以查询的规划：郴州市、怀化市。"
    )
    assert render("refusal-city.en", places="Yueyang", plans="Chenzhou, Huaihua") == (
        "No plan of Yueyang is covered here, so there is no answer. "
        "Plans that can be asked: Chenzhou, Huaihua."
    )


def test_a_value_is_put_in_as_it_is() -> None:
    """A ``$`` or a line end in a quote is text, not another name to fill in."""
    text = render("refusal-damaged.en", city="X", chapter="Y", quote="cost $plans\n100%", reason="Z")
    assert "“cost $plans\n100%”" in text
