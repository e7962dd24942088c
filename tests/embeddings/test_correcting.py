"""Each heading has a correction that names its own line and no other."""

from __future__ import annotations

from collections.abc import Mapping

from embeddings.corpus import Document
from embeddings.correcting import correctable_headings
from embeddings.corrections import HeadingFix, find_lines, merge_fixes
from embeddings.heading_lines import read_lines


def test_the_correction_of_a_heading_names_its_own_line_alone(shipped: Mapping[str, Document]) -> None:
    without = {}
    for document in shipped.values():
        lines = read_lines(document.clean)
        texts = [line.text for line in lines]
        headings = [path[-1] for path in document.paths if path[-1].level]
        correctable = correctable_headings(document)
        assert [each.label for each in correctable] == [each.label for each in headings]
        for section, each in zip(headings, correctable, strict=True):
            if each.fix is not None:
                assert each.fix.level == section.level
                assert [lines[index].start for index, _ in find_lines(texts, each.fix)] == [
                    section.clean_start
                ]
        without[document.id] = sum(each.fix is None for each in correctable)
    # A heading that the source lost has no line: 14 of 郴州's chapters and sections.
    assert without == {"chenzhou": 14, "xiangxiang": 0, "huaihua": 0, "hengyang": 0, "changzhutan": 0}


def test_a_later_correction_of_the_same_line_stands_for_the_earlier_one() -> None:
    first, other, again = (
        HeadingFix(text=text, level=level, nth=nth)
        for text, level, nth in (("甲", 1, 1), ("甲", 2, 2), ("甲", 0, 1))
    )
    assert merge_fixes([first, other], [again]) == (other, again)
    assert merge_fixes([first], []) == (first,)
