"""A figure answers for the years it speaks of, and a plan knows no results of its own period."""

import pytest

from embeddings.corpus import PlanEntry, read_document
from embeddings.facts.times import years_of
from embeddings.queries import Query, QueryReader
from qa.periods import asks_for_results, fits_years

YUNZE = read_document(
    PlanEntry(
        id="yunze",
        file="y.txt",
        city="云泽市",
        aliases=("云泽", "Yunze"),
        title="规划",
        kind="纲要",
        period="2021-2025",
    ),
    "第一章 目标\n到2025年,森林覆盖率达到63.2%。\n",
)
READER = QueryReader([YUNZE])


def ask(question: str) -> Query:
    return READER.read(question)


@pytest.mark.parametrize(
    ("texts", "years"),
    [
        (["到2025年,森林覆盖率达到63.2%"], {"2025", "十四五"}),
        (["“十四五”期间年均增长7%"], {"2025", "十四五"}),
        (["2020年达到61.5%"], {"2020", "十三五"}),
        (["“十三五”期间达到61.5%"], {"2020", "十三五"}),
        (["由2020年的47.8%提高到2025年的48%"], {"2020", "2025"}),  # both: no period is meant
        (["到2035年基本实现现代化"], {"2035"}),
        (["到二〇三五年基本实现现代化"], {"2035"}),
        (["“十五五”初期"], {"2030", "十五五"}),
        (["2023年底前建成"], {"2023"}),
        (["森林覆盖率达到63.2%"], set()),
        (["取得显著成就"], {"2020", "十三五"}),  # no year, but it looks back
        (["发展基础"], {"2020", "十三五"}),
        ([], set()),
    ],
)
def test_years_of_a_text(texts: list[str], years: set[str]) -> None:
    said, *around = texts or [""]
    assert years_of(YUNZE.period, said, "", *around) == years


def test_the_year_before_a_clause_is_nearer_than_the_others_of_its_sentence() -> None:
    sentence = "2020年达到47%,到2025年达到57%,"
    assert years_of(YUNZE.period, "达到57%,", "2020年达到47%,到2025年", sentence) == {"2025", "十四五"}
    assert years_of(YUNZE.period, "达到47%,", "2020年", sentence) == {"2020", "十三五"}


def test_the_nearest_text_that_names_a_year_decides() -> None:
    assert years_of(YUNZE.period, "达到63.2%", "到2025年,达到63.2%", "2020年") == {"2025", "十四五"}
    assert years_of(YUNZE.period, "达到63.2%", "达到63.2%,绿地率45%", "第一节“十三五”发展成就") == {
        "2020",
        "十三五",
    }
    # What looks back without a year is nearer than a year further out.
    assert years_of(YUNZE.period, "取得成就", "到2025年") == {"2020", "十三五"}


@pytest.mark.parametrize(
    ("question", "near", "fits"),
    [
        ("云泽2025年森林覆盖率是多少?", {"2025", "十四五"}, True),
        ("云泽2025年森林覆盖率是多少?", {"2020", "十三五"}, False),
        ("云泽2020年森林覆盖率是多少?", {"2025", "十四五"}, False),
        ("云泽2020年森林覆盖率是多少?", {"2020", "2025"}, True),
        ("云泽“十四五”末森林覆盖率是多少?", {"2025", "十四五"}, True),
        ("云泽二〇三五年森林覆盖率是多少?", {"2035"}, True),
        ("云泽2035年森林覆盖率是多少?", {"2025", "十四五"}, False),
        ("云泽2023年森林覆盖率是多少?", {"2025", "十四五"}, False),
        # A figure without a year is a target of the period, at its end:
        ("云泽2025年森林覆盖率是多少?", set(), True),
        ("云泽十四五森林覆盖率是多少?", set(), True),
        ("云泽2020年森林覆盖率是多少?", set(), False),
        ("云泽2035年森林覆盖率是多少?", set(), False),
        ("云泽2023年森林覆盖率是多少?", set(), False),
        # No year asked: any will do.
        ("云泽森林覆盖率是多少?", {"2020", "十三五"}, True),
        ("云泽森林覆盖率是多少?", set(), True),
    ],
)
def test_a_figure_answers_for_its_own_years(question: str, near: set[str], fits: bool) -> None:
    assert fits_years(ask(question), near, "number", YUNZE.period) is fits


def test_what_is_no_figure_is_bound_to_years_far_from_the_period_only() -> None:
    within = ask("云泽2023年如何建设物流枢纽?")
    assert fits_years(within, {"2025", "十四五"}, "open", YUNZE.period)
    assert not fits_years(within, {"2025", "十四五"}, "number", YUNZE.period)
    before = ask("云泽2020年如何建设物流枢纽?")  # what the plan looks back on
    assert fits_years(before, {"2025", "十四五"}, "open", YUNZE.period)
    long_before = ask("云泽2010年如何建设物流枢纽?")
    assert not fits_years(long_before, {"2025", "十四五"}, "open", YUNZE.period)
    assert fits_years(long_before, {"2010"}, "open", YUNZE.period)
    later = ask("云泽2035年如何建设物流枢纽?")
    assert not fits_years(later, set(), "open", YUNZE.period)
    assert fits_years(later, {"2035"}, "open", YUNZE.period)


@pytest.mark.parametrize(
    ("question", "results"),
    [
        ("云泽2025年森林覆盖率实际达到多少?", True),
        ("云泽2023年地区生产总值最终是多少?", True),
        ("云泽2022年GDP完成了多少?", True),
        ("What was Yunze's actual forest coverage in 2024?", True),
        ("What forest coverage had Yunze achieved in 2023?", True),
        ("云泽2025年森林覆盖率目标是多少?", False),
        ("云泽2020年实际完成地区生产总值多少?", False),  # was known when the plan was made
        ("云泽森林覆盖率实际是多少?", False),  # names no year
        ("What is Yunze's forest coverage target for 2025?", False),
    ],
)
def test_questions_for_results_are_told_from_those_for_targets(question: str, results: bool) -> None:
    assert asks_for_results(ask(question), {"yunze": YUNZE}) is results
