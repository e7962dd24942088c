"""Documents of one line: a heading begins where its number goes on, and ends at the next space or heading."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document

_FILL = "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念，推动高质量发展取得新成效。" * 24
_PARAGRAPHS = (
    "岚山市国民经济和社会发展第十五个五年规划纲要",
    "第一章 发展环境",
    "第一节 发展基础",
    "“十四五”时期坚持精简、统一、效能，产业第一、制造业立市成效明显。" + _FILL,
    "第二节 面临形势",
    "按照第三章的要求抓好落实。" + _FILL,
    "第二章 主要目标",
    "一、经济目标",
    "到2030年地区生产总值达到1.5万亿元。" + _FILL,
    "二、民生目标",
    "（一）就业。城镇登记失业率控制在4.5%以内。" + _FILL,
    "（二）教育。劳动年龄人口平均受教育年限达到12年。" + _FILL,
    "第三章 重点任务",
    "主要任务如下。" + _FILL,
)
_LABELS = [
    "第一章发展环境",
    "第一节发展基础",
    "第二节面临形势",
    "第二章主要目标",
    "一、经济目标",
    "二、民生目标",
    "（一）就业",
    "（二）教育",
    "第三章重点任务",
]


def _read(text: str) -> Document:
    return read_document(PlanEntry(id="x", city="岚山市", title="纲要", kind="纲要", file="x.txt"), text)


def _labels(document: Document) -> list[str]:
    return ["".join(path[-1].label.split()) for path in document.paths if path[-1].level > 0]


@pytest.mark.parametrize("joint", [" ", "\u00a0", "　　"])
def test_headings_of_a_document_in_one_line_are_found(joint: str) -> None:
    document = _read(joint.join(_PARAGRAPHS))
    assert _labels(document) == _LABELS
    assert [path[-1].level for path in document.paths if path[-1].level] == [1, 2, 2, 1, 2, 2, 3, 3, 1]


def test_without_any_sign_between_them_units_are_found_and_their_titles_left_open() -> None:
    document = _read("".join(_PARAGRAPHS[1:4] + _PARAGRAPHS[6:7] + _PARAGRAPHS[8:9] + _PARAGRAPHS[12:]))
    labels = _labels(document)
    assert [each[:3] for each in labels] == ["第一章", "第一节", "第二章", "第三章"]
    assert labels[0] == "第一章发展环境"
    assert labels[1] == "第一节"  # nothing tells where its title ends


def test_what_was_broken_is_addressed_in_the_raw_text() -> None:
    raw = " ".join(_PARAGRAPHS)
    document = _read(raw)
    for path in document.paths[1:]:
        section = path[-1]
        start, end = document.clean.to_raw(section.clean_start, section.head_end)
        assert "".join(raw[start:end].split()) == "".join(section.label.split())


def test_a_long_paragraph_of_a_text_with_line_ends_stays_whole() -> None:
    listed = "一是稳增长；（一）不等不靠；（二）真抓实干。" + _FILL * 2
    document = _read("第一章 总则\n" + listed + "\n第二章 附则\n本规划由市政府解释。\n")
    assert _labels(document) == ["第一章总则", "第二章附则"]
    assert document.clean.text.count("\n") == 4


def test_boxes_of_a_document_in_one_line_are_found_where_their_numbers_go_on() -> None:
    boxes = (
        "专栏1 重点园区",
        "岚山高新区、岚山经开区。" + _FILL,
        "专栏2 重点工程",
        "见专栏1 和专栏3 的安排。" + _FILL,
    )
    document = _read(" ".join((*_PARAGRAPHS[:4], *boxes, *_PARAGRAPHS[4:])))
    labels = [path[-1].label for path in document.paths if path[-1].kind == "box"]
    assert labels == ["专栏1 重点园区", "专栏2 重点工程"]
    assert [each for each in _labels(document) if not each.startswith("专栏")] == _LABELS
