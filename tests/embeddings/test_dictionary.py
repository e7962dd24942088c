from pathlib import Path

import pytest

from embeddings.dictionary import EnglishDictionary, Gloss

COUNTS = {"行使": 3, "健身": 9, "居民": 20, "步行": 2, "设立": 4, "建立": 30, "日常": 1}


@pytest.fixture(scope="module")
def english() -> EnglishDictionary:
    return EnglishDictionary(lambda word: COUNTS.get(word, 0))


def test_the_word_that_the_corpus_uses_most_goes_first(english: EnglishDictionary) -> None:
    assert english.find("a place to exercise") == (Gloss(("exercize",), ("健身", "行使")),)


def test_a_phrase_goes_before_its_words(english: EnglishDictionary) -> None:
    assert english.find("they set up schools") == (Gloss(("set", "up"), ("建立", "设立")),)
    assert english.find("day-to-day work") == (Gloss(("day", "to", "day"), ("日常",)),)


def test_what_the_vocabulary_of_plans_knows_is_left_to_it(english: EnglishDictionary) -> None:
    assert english.find("urbanisation rate") == ()
    assert [gloss.wordings for gloss in english.find("a walk and the urbanisation rate")] == [("步行",)]


def test_words_that_the_corpus_does_not_use_are_unknown(english: EnglishDictionary) -> None:
    assert english.find("the weather tomorrow") == ()
    assert english.find("") == ()


def test_it_is_the_same_after_it_was_stored(english: EnglishDictionary, tmp_path: Path) -> None:
    english.save(tmp_path / "english.json")
    stored = EnglishDictionary.load(tmp_path / "english.json", lambda _: pytest.fail("not needed"))
    assert stored.find("walk to exercise") == english.find("walk to exercise")
    assert EnglishDictionary.load(tmp_path / "none.json", lambda w: COUNTS.get(w, 0)).find("walk") == (
        Gloss(("walk",), ("步行",)),
    )


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "english.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="Expecting"):
        EnglishDictionary.load(tmp_path / "english.json", lambda _: 0)
