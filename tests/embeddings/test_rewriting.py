from embeddings.rewriting import Replacement, rewrite


def test_spans_stand_where_their_text_stands() -> None:
    text = "在2020年和十五时期"
    new = rewrite(text, [Replacement(1, 5, "一九九五"), Replacement(7, 9, "十一五")])
    assert new.text == "在一九九五年和十一五时期"
    assert new.span(0, 1) == (0, 1)
    assert new.span(5, 7) == (5, 7)  # as long as before
    assert new.text[slice(*new.span(7, 11))] == "十一五时期"
    assert new.text[slice(*new.span(9, 11))] == "时期"
    assert new.span(11, 11) == (12, 12)


def test_a_span_that_cuts_a_replacement_takes_it_whole() -> None:
    new = rewrite("ab2025cd", [Replacement(2, 6, "20300")])
    assert new.text[slice(*new.span(3, 7))] == "20300c"
    assert new.text[slice(*new.span(1, 4))] == "b20300"


def test_of_two_that_overlap_the_longer_counts() -> None:
    found = [Replacement(2, 4, "x"), Replacement(0, 3, "long"), Replacement(0, 2, "short")]
    assert rewrite("abcdef", found).text == "longdef"


def test_a_text_without_replacements_stays() -> None:
    new = rewrite("abc", [])
    assert (new.text, new.span(1, 3)) == ("abc", (1, 3))


def test_what_is_undone_has_its_spans_in_the_text_before() -> None:
    text = "在2020年和十五时期,2025年"
    new = rewrite(
        text, [Replacement(1, 5, "一九九五"), Replacement(7, 9, "十一五"), Replacement(12, 16, "2000")]
    )
    back = new.undone(text)
    for words, before in (
        ("一九九五年", "2020年"),
        ("时期", "时期"),
        ("2000年", "2025年"),
        ("十一五时期", "十五时期"),
    ):
        start = new.text.index(words)
        assert text[slice(*back.span(start, start + len(words)))] == before
    assert back.text == text
