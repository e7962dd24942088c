import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.corpus import Document
from eval.errors import MoveError
from eval.moves.years import YearShift


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("到2025年达到68.1%", "到2030年达到68.1%"),
        ("2016—2020年", "2021—2025年"),
        ("年均增长7.1%,2020年达到1671.89亿元", "年均增长7.1%,2025年达到1671.89亿元"),
        ("| 指标 | 2020 | 2025 |", "| 指标 | 2025 | 2030 |"),
        ("2018中国企业营商环境十佳城市", "2023中国企业营商环境十佳城市"),
        ("发布时间:2021-06-07", "发布时间:2026-06-07"),
        ("财预〔2017〕126号", "财预〔2022〕126号"),
        ("1978年以来", "1983年以来"),
        ("2025人均GDP", "2030人均GDP"),
        ("二〇三五年远景目标", "二〇四〇年远景目标"),
        ("二○三五年、二零二五年", "二○四○年、二零三零年"),
        ("二 〇 三 五 年", "二 〇 四 〇 年"),
        ("２０２５年", "２０３０年"),
        ("“十四五”规划", "“十五五”规划"),
        ("比 “ 十二五 ” 末", "比 “ 十三五 ” 末"),
        ("第十四个五年规划", "第十五个五年规划"),
        ("第14個五年規劃", "第15個五年規劃"),
        ("“九五”计划", "“十五”计划"),
        ("“十五”计划和“十一五”规划", "“十一五”规划和“十二五”规划"),
        ("第十个五年计划", "第十一个五年规划"),
        ("十五时期", "十一五时期"),
        ("“八五”普法", "“九五”普法"),
        ("the 14th Five-Year Plan", "the 15th Five-Year Plan"),
        ("the 12th and 13th Five-Year Plans", "the 13th and 14th Five-Year Plans"),
        ("the 16th five-year plan", "the 17th five-year plan"),
        ("the Fourteenth Five-Year Plan", "the Fifteenth Five-Year Plan"),
        ("近期(20202021年)建设", "近期(20252026年)建设"),
        ("202136日", "202636日"),
    ],
)
def test_what_is_a_year_moves(before: str, after: str) -> None:
    assert YearShift(5).forward(before).text == after
    assert YearShift(-5).forward(after).text == before


@pytest.mark.parametrize(
    "text",
    [
        "每年培训 2000 人",
        "达到2000万美元",
        "2000平方公里",
        "突破2000亿元",
        "2025家企业",
        "32008元",
        "1671.2025",
        "12025.89",
        "第十五章 十五个项目",
        "十四五个人",
        "新征程的第一个五年规划期",
        "向第二个百年奋斗目标进军的第一个五年。",
        "党的十九届五中全会",
        "20世纪90年代",
        "建党100周年",
        "二〇个",
        "三五成群",
    ],
)
def test_what_is_no_year_stays(text: str) -> None:
    assert YearShift(5).forward(text).text == text
    assert YearShift(-5).forward(text).text == text


def test_the_first_ten_plans_are_called_otherwise() -> None:
    shift = YearShift(-20)
    assert shift.forward("“十四五”规划(2021-2025年)").text == "“十五”计划(2001-2005年)"
    assert shift.forward("第十四個五年規劃").text == "第十個五年計劃"
    assert shift.forward("the 14th Five-Year Plan").text == "the 10th Five-Year Plan"


@pytest.mark.parametrize("years", [0, 3, 55, -52])
def test_other_shifts_are_refused(years: int) -> None:
    with pytest.raises(MoveError, match=str(years)):
        YearShift(years)


@given(st.text(alphabet="二〇零○一三五九十四个年规划计期末“”第0123456789 -—.,至到the Fv-Ya人元", max_size=40))
def test_positions_hold_for_any_text(text: str) -> None:
    new = YearShift(5).forward(text)
    for each in new.replacements:
        assert new.text[slice(*new.span(each.start, each.end))] == each.new
    assert new.span(0, len(text)) == (0, len(new.text))


def test_the_plans_come_back_as_they_were(documents: tuple[Document, ...]) -> None:
    for years in (5, -5, 10):
        shift = YearShift(years)
        for document in documents:
            moved = shift.forward(document.raw)
            assert len(moved.replacements) > 5
            assert shift.back(moved.text) == document.raw
