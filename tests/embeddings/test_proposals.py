"""What a plan says of itself."""

import pytest

from embeddings.catalog import read_catalog
from embeddings.corpus import SHIPPED_CORPUS
from embeddings.loaders import Loaded
from embeddings.proposals import propose


def values(text: str, stem: str = "plan", **facts: str) -> dict[str, str]:
    return {field: fact.value for field, fact in propose(Loaded(text, (), facts), stem).facts.items()}


def test_the_first_lines_tell_all() -> None:
    text = "岳阳市国民经济和社会发展第十五个五年规划纲要\n岳阳市人民政府\n二〇二六年三月五日\n第一章 总则\n"
    proposal = propose(Loaded(text), "plan")
    assert {field: (fact.value, fact.source, fact.inferred) for field, fact in proposal.facts.items()} == {
        "title": ("岳阳市国民经济和社会发展第十五个五年规划纲要", f"line 1: {text.split()[0]}", False),
        "city": ("岳阳市", f"line 1: {text.split()[0]}", False),
        "issuer": ("岳阳市人民政府", "line 2: 岳阳市人民政府", False),
        "date": ("2026-03-05", "line 3: 二〇二六年三月五日", False),
        "period": ("2026-2030", f"line 1: {text.split()[0]}", False),
        "kind": ("纲要", f"line 1: {text.split()[0]}", False),
        "province": ("湖南省", "岳阳市 lies in it", True),
    }


def test_a_work_report_tells_its_place_and_day_below_the_title() -> None:
    text = (
        "政府工作报告\r——2026年1月8日在平澜县第十八届人民代表大会第五次会议上\r平澜县人民政府县长 王某\r"
        "各位代表:\r现在,我代表县人民政府,向大会报告工作。“十四五”以来,成效显著。\r"
    )
    assert values(text) == {
        "title": "政府工作报告",
        "city": "平澜县",
        "date": "2026-01-08",
        "kind": "政府工作报告",
        "period": "2026",
    }


def test_a_title_in_two_languages_keeps_its_spaces() -> None:
    title = "Outline of the 14th Five-Year Plan of Binhai County 滨海县国民经济和社会发展第十四个五年规划纲要"
    assert values(f"# {title}\n")["title"] == title.replace("County 滨", "County滨")


def test_the_day_of_approval_goes_before_that_of_the_web_page() -> None:
    text = "甲市国民经济和社会发展第十五个五年规划纲要\n发布时间:2026-04-12\n(2026年2月3日甲市第九届人民代表大会通过)\n"
    assert values(text)["date"] == "2026-02-03"


@pytest.mark.parametrize(
    ("title", "city"),
    [
        ("中共临泽市委关于制定国民经济和社会发展第十五个五年规划的建议", "临泽市"),
        ("长沙市岳麓区国民经济和社会发展第十四个五年规划纲要", "岳麓区"),
        ("湖南省岳阳市国民经济和社会发展第十四个五年规划纲要", "岳阳市"),
        ("郴州市国民经济和社会发展第十四个五年规划纲要", "郴州市"),
        ("青州市国民经济和社会发展第十四个五年规划纲要", "青州市"),
        ("临澧县“十四五”规划纲要", "临澧县"),
        ("湘西土家族苗族自治州国民经济和社会发展第十四个五年规划纲要", "湘西土家族苗族自治州"),
        ("上海市浦东新区国民经济和社会发展第十四个五年规划纲要", "浦东新区"),
        ("中共岳阳市委关于制定岳阳市国民经济和社会发展第十五个五年规划的建议", "岳阳市"),
        ("合肥都市圈发展规划(2021-2025年)", "合肥都市圈"),
        ("广东省国民经济和社会发展第十四个五年规划纲要", "广东省"),
        ("## 平江县国民经济和社会发展第十四个五年规划纲要", "平江县"),
    ],
)
def test_the_city_is_read_from_the_title(title: str, city: str) -> None:
    assert values(title + "\n正文。")["city"] == city


def test_a_title_over_two_lines_and_one_in_a_notice() -> None:
    text = (
        "关于印发《平江县国民经济和社会发展第十四个五年规划纲要》的通知\n各乡镇:\n平江县国民经济和社会发展\n"
        "第十四个五年规划和二○三五年远景目标纲要\n"
    )
    assert values(text)["title"] == "平江县国民经济和社会发展第十四个五年规划和二○三五年远景目标纲要"
    assert values("关于印发《平江县“十四五”规划》的通知\n正文。")["title"] == "平江县“十四五”规划"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("岳阳市第十三个五年规划", "2016-2020"),
        ("岳阳市“十四五”规划", "2021-2025"),
        ("岳阳市十五五规划", "2026-2030"),
        ("岳阳市一体化发展行动计划(2022—2026年)", "2022-2026"),
        ("岳阳市发展规划", ""),
    ],
)
def test_the_period(text: str, period: str) -> None:
    assert values(text).get("period", "") == period


def test_kind_and_issuer() -> None:
    advice = values("中共岳阳市委关于制定岳阳市国民经济和社会发展第十五个五年规划的建议\n正文。")
    assert (advice["kind"], advice["issuer"]) == ("建议", "中共岳阳市委")
    assert values("岳阳市一体化发展五年行动计划(2021-2025年)")["kind"] == "行动计划"
    page = "岳阳市发展五年规划\n发布时间:2021-06-07 11:48 信息来源:岳阳市发展和改革委员会"
    assert (values(page)["issuer"], values(page)["date"]) == ("岳阳市发展和改革委员会", "2021-06-07")


def test_the_name_of_a_site_is_no_issuer() -> None:
    text = "岳阳市发展五年规划\n正文。"
    assert "issuer" not in values(text, issuer="本网")
    assert values(text, issuer="岳阳市人民政府")["issuer"] == "岳阳市人民政府"


def test_the_name_of_the_file_helps_where_the_text_is_silent() -> None:
    found = values("第一章 总则\n正文。", "岳阳十五五规划(定稿)")
    assert (found["title"], found["city"], found["period"]) == ("岳阳十五五规划", "岳阳市", "2026-2030")


def test_nothing_is_invented() -> None:
    assert values("第一章 总则\n正文。", "a") == {}
    assert "date" not in values(
        "岳阳市发展五年规划\n到2025年12月31日前,全市完成所有重大项目的建设并且投入使用。"
    )
    assert "date" not in values("岳阳市发展五年规划\n2021年13月40日")


def test_the_shipped_plans_are_proposed_as_they_are_catalogued() -> None:
    entries = {entry.id: entry for entry in read_catalog(SHIPPED_CORPUS)}
    for plan_id in ("chenzhou", "xiangxiang", "huaihua"):
        entry = entries[plan_id]
        found = values((SHIPPED_CORPUS / entry.file).read_text("utf-8"))
        fields = ("city", "title", "kind", "period", "province")
        assert {field: found[field] for field in fields} == {f: getattr(entry, f) for f in fields}
    found = values((SHIPPED_CORPUS / entries["hengyang"].file).read_text("utf-8"))
    assert (found["city"], found["period"]) == ("衡阳市", "2021-2025")


def test_a_document_that_is_only_spoken_of_tells_nothing() -> None:
    """The report names a proposal and an outline of another period, party and province; it is none of them."""
    text = (
        "2026年平澜市政府工作报告\n——2026年1月8日在平澜市第十八届人民代表大会第五次会议上\n一、工作回顾\n"
        "根据《中共平澜市委关于制定平澜市国民经济和社会发展第十五个五年规划的建议》，编制了"
        "《平澜市国民经济和社会发展第十五个五年规划纲要（草案）》，提请审议。\n"
        "我们与浙江省、贵州省的对口协作走深走实，与湖北省签署了合作协议，三省共同推进流域治理，成效显著，群众满意度不断提高，机制更加健全，保障更加有力。\n"
    )
    assert values(text) == {
        "title": "2026年平澜市政府工作报告",
        "city": "平澜市",
        "date": "2026-01-08",
        "kind": "政府工作报告",
        "period": "2026",
    }


def test_a_document_that_is_given_out_names_itself_in_quotation_marks() -> None:
    text = "平澜市人民政府关于印发《平澜市国民经济和社会发展第十五个五年规划纲要》的通知\n各县人民政府:\n"
    assert values(text)["title"] == "平澜市国民经济和社会发展第十五个五年规划纲要"


def test_a_title_that_the_text_goes_on_from_at_once() -> None:
    text = "平澜市国民经济和社会发展第十五个五年规划纲要根据《中共中央关于制定规划的建议》编制。\n正文。\n"
    assert values(text)["title"] == "平澜市国民经济和社会发展第十五个五年规划纲要"
    wrapped = "平澜市国民经济和社会发展第十五个五年\n规划纲要，根据《中共平澜市委关于制定规划的建议\n》编制，主要阐明意图。\n"
    assert values(wrapped)["title"] == "平澜市国民经济和社会发展第十五个五年规划纲要"
    assert values(wrapped)["kind"] == "纲要"


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("政府工作报告\n——2026年3月5日在第十四届全国人民代表大会第四次会议上\n", "全国"),
        ("中华人民共和国国民经济和社会发展第十个五年计划纲要\n", "全国"),
        ("2026年浙江省政府工作报告\n与贵州省协作。\n", "浙江省"),
    ],
)
def test_the_nation_and_a_province_are_places_too(text: str, city: str) -> None:
    found = values(text)
    assert found["city"] == city
    assert "province" not in found


def test_what_the_page_puts_around_the_title_is_no_part_of_it() -> None:
    assert (
        values("下载\n减小\n】\n2026年平澜市政府工作报告\n新华社平澜1月9日电\n")["title"]
        == "2026年平澜市政府工作报告"
    )


def test_a_text_that_names_itself_or_is_spread_over_lines() -> None:
    named = (
        "今后五年是重要时期\n根据《中共中央关于制定国民经济和社会发展“九五”计划的建议》，制定《中华人民共和国国民经济和"
        "社会发展“九五”计划纲要》（以下简称《纲要》）\n"
    )
    assert values(named) == {
        "title": "中华人民共和国国民经济和社会发展“九五”计划纲要",
        "city": "全国",
        "period": "1996-2000",
        "kind": "纲要",
    }
    spread = "中华人民共和国\n国民经济和社会发展第六个五年计划·\n目录\n"
    assert values(spread)["title"] == "中华人民共和国国民经济和社会发展第六个五年计划"
    dated = values("中华人民共和国国民经济和社会发展第八个五年计划纲要\n（1991年4月9日批准）\n")
    assert dated["date"] == "1991-04-09"


def test_the_nation_and_the_plan_that_a_text_speaks_of_most_are_guesses() -> None:
    text = "序言\n我国实现了目标。“九五”期间成绩显著。\n" + "我国在“十五”期间要加快发展。\n" * 10
    facts = propose(Loaded(text), "text").facts
    assert {name: (fact.value, fact.inferred) for name, fact in facts.items()} == {
        "city": ("全国", True),
        "title": ("text", True),
        "period": ("2001-2005", True),
    }
    assert "city" not in values(text + "全市上下要共同努力。\n" * 4)


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("2026年国务院政府工作报告", "2026年国务院政府工作报告"),
        ("12-甲市2026年政府工作报告", "甲市2026年政府工作报告"),
        ("report", "政府工作报告"),
    ],
)
def test_a_bare_report_is_called_by_its_fuller_name(stem: str, title: str) -> None:
    text = "政府工作报告\n——2026年3月5日在第十四届全国人民代表大会第四次会议上\n各位代表：\n现在作报告。\n"
    assert values(text, stem)["title"] == title


@pytest.mark.parametrize(
    "spoilt",
    [
        "\u200b".join("岳阳市国民经济和社会发展第十五个五年规划纲要（2026—2030年）"),
        " ".join("岳阳市国民经济和社会发展第十五个五年规划纲要（2026—2030年）"),
        "岳阳市国民经济和社会发展第十五个五年规划纲要（２０２６—２０３０年）",
        "岳阳市国民经济和社会发展第⼗五个五年规划纲要（2026—2030年）",
    ],
)
def test_signs_that_are_not_seen_and_other_forms_of_characters_hide_no_title(spoilt: str) -> None:
    proposal = propose(Loaded(f"{spoilt}\n第一章 总则\n加快发展。\n"), "文件")
    assert proposal.value("title") == "岳阳市国民经济和社会发展第十五个五年规划纲要（2026—2030年）"
    assert (proposal.value("city"), proposal.value("period")) == ("岳阳市", "2026-2030")


def test_a_document_in_one_line_tells_what_it_is_before_its_first_spaces() -> None:
    text = " ".join(
        (
            "岳阳市国民经济和社会发展第十五个五年规划和二〇三五年远景目标纲要",
            "岳阳市人民政府",
            "二〇二六年三月五日",
            "第一章 总则",
            "坚持稳中求进工作总基调，推动高质量发展取得新成效。" * 130,
        )
    )
    found = values(text, stem="岳阳市规划")
    assert found["title"] == "岳阳市国民经济和社会发展第十五个五年规划和二〇三五年远景目标纲要"
    assert (found["kind"], found["issuer"], found["date"]) == ("纲要", "岳阳市人民政府", "2026-03-05")
