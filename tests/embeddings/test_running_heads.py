"""Page numbers and running heads in texts that were taken from printed pages."""

import pytest

from embeddings.repair import repair
from embeddings.running_heads import running_lines

PROSE = [f"第{n}段。推进产业升级,加快基础设施建设,改善人民生活,保护生态环境,做好各项工作。" for n in range(6)]


@pytest.mark.parametrize("number", ["— {} —", "- {} -", "第{}页", "第 {} 页 共 9 页", "{}/9", "·{}·", "{} ·"])
def test_numbers_between_pages_and_what_stands_beside_them(number: str) -> None:
    lines, wanted = ["某市规划"], []
    for page in range(1, 8):
        lines += [*PROSE, number.format(page), "某市发展规划纲要"]
        wanted += [len(lines) - 2, len(lines) - 1]
    assert running_lines(lines) == wanted


def test_bare_numbers_need_pages_of_one_size_and_a_missing_one_ends_no_run() -> None:
    lines = [line for page in (11, 12, 13, 15, 16, 17, 18) for line in (*PROSE, str(page))]
    assert [lines[index] for index in running_lines(lines)] == ["11", "12", "13", "15", "16", "17", "18"]
    rows = [line for row in range(1, 30) for line in (str(row), f"指标{row}", "%", "48.5")]
    assert running_lines(rows) == []
    assert running_lines([*PROSE, "1", *PROSE, "2", *PROSE, "3"]) == []


def test_a_paragraph_goes_on_behind_the_number_of_the_page() -> None:
    half, rest = (
        "到二〇三〇年全市常住人口城镇化率稳步提高,森林覆盖",
        "率达到百分之五十五以上,生态环境更加优美。",
    )
    pages = [f"{chr(10).join(PROSE)}\n{half}\n\n— {n} —\n{rest}" for n in range(1, 6)]
    raw = "\n".join(pages)
    assert repair(raw).text.count(half + rest) == 5
    headed = raw.replace("率达到", "一、达到")
    assert half + "\n" in repair(headed).text
