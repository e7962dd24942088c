"""Questions over the five shipped plans (郴州, 湘乡, 怀化, 衡阳, 长株潭)."""

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.errors import UnknownCityError
from embeddings.queries import QueryReader, language_of
from embeddings.query.history import CarriedKind, Cited, Context

ALL = ("chenzhou", "xiangxiang", "huaihua", "hengyang", "changzhutan")


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(read_corpus(SHIPPED_CORPUS))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("郴州市2025年森林覆盖率目标是多少?", ("chenzhou",)),
        ("湘乡的GDP", ("xiangxiang",)),
        ("湘潭的GDP", ("changzhutan",)),
        ("湘鄉市的城鎮化率", ("xiangxiang",)),
        ("湘潭市的城鎮化率", ("changzhutan",)),
        ("長株潭如何建設樞紐", ("changzhutan",)),
        ("衡陽", ("hengyang",)),
        ("懷化與湘鄉", ("huaihua", "xiangxiang")),
        ("比较怀化和湘乡的城镇化目标", ("huaihua", "xiangxiang")),
        ("湘乡和怀化", ("xiangxiang", "huaihua")),
        ("怀化和怀化市", ("huaihua",)),
        ("What GDP does Xiangxiang aim for?", ("xiangxiang",)),
        ("GDP of xiangtan", ("changzhutan",)),
        ("HENGYANG CITY", ("hengyang",)),
        ("czt的GDP", ("changzhutan",)),
        ("ＣＺＴ", ("changzhutan",)),
        ("What does CZTX do", ()),  # Latin names are whole words
        ("Xiangxiangs", ()),
        ("长株潭的湘潭", ("changzhutan",)),
        ("森林覆盖率", ()),
        # A member city speaks only where no city is named itself, or in a comparison.
        ("怀化到长沙的高铁", ("huaihua",)),
        ("比较怀化到长沙的目标", ("huaihua", "changzhutan")),
    ],
)
def test_the_cities_that_are_named(reader: QueryReader, question: str, named: tuple[str, ...]) -> None:
    query = reader.read(question)
    assert query.named == named
    assert query.scope == (named or ALL)
    assert query.compares is (len(named) > 1)


@pytest.mark.parametrize(
    ("question", "cities", "scope", "compares"),
    [
        ("GDP目标", ["湘乡"], ("xiangxiang",), False),
        ("GDP目标", ["Huaihua", "湘鄉", "怀化市"], ("huaihua", "xiangxiang"), False),
        ("比较郴州和湘乡", ["湘乡"], ("xiangxiang",), False),
        ("哪些城市提到5G", ["湘乡", "怀化"], ("xiangxiang", "huaihua"), True),
        ("郴州的GDP", ["湘乡"], (), False),  # what is named is not allowed: nothing may answer
        ("怀化和湘乡", ["湘乡", "怀化", "郴州"], ("huaihua", "xiangxiang"), True),
    ],
)
def test_chosen_cities_bound_the_scope(
    reader: QueryReader, question: str, cities: list[str], scope: tuple[str, ...], compares: bool
) -> None:
    query = reader.read(question, cities=cities)
    assert (query.scope, query.compares) == (scope, compares)


def test_a_chosen_city_must_be_covered(reader: QueryReader) -> None:
    with pytest.raises(UnknownCityError) as caught:
        reader.read("GDP目标", cities=["湘乡", "岳阳"])
    assert str(caught.value) == (
        "no plan covers the city '岳阳'. Covered are: 郴州市、湘乡市、怀化市、衡阳市、长株潭."
    )


@pytest.mark.parametrize(
    "question",
    [
        "哪些城市提到了冷链物流?",
        "各市的GDP目标",
        "所有规划里的目标",
        "五市的GDP",
        "which cities mention 5G",
        "every city",
    ],
)
def test_a_question_about_all_cities_compares(reader: QueryReader, question: str) -> None:
    query = reader.read(question)
    assert (query.named, query.scope, query.compares) == ((), ALL, True)


def test_a_named_city_makes_no_comparison_of_a_wide_word(reader: QueryReader) -> None:
    query = reader.read("怀化有哪些城市规划")
    assert (query.scope, query.compares) == (("huaihua",), False)


@pytest.mark.parametrize(
    ("question", "uncovered", "places"),
    [
        ("岳阳的GDP目标是多少", ("岳阳",), ()),
        ("岳陽的GDP目標是多少", ("岳阳",), ()),
        ("What is Wuhan's GDP target?", ("Wuhan",), ()),
        ("武汉和怀化谁的GDP更高", ("武汉",), ()),
        ("益阳市资阳区", ("益阳市资阳区",), ()),
        ("桂阳县有什么规划", (), ("桂阳",)),
        ("怀化市鹤城区", (), ("鹤城",)),
        ("长沙县的目标", (), ("长沙县",)),
        ("衡阳县的目标", (), ("衡阳县",)),
        ("韶山的旅游", (), ("韶山",)),  # of 湘潭, which 长株潭 covers
        ("郴州、长株潭和湘潭", (), ()),
        ("各县情况大同小异", (), ()),
    ],
)
def test_places_that_no_plan_covers_and_places_in_those_that_are(
    reader: QueryReader, question: str, uncovered: tuple[str, ...], places: tuple[str, ...]
) -> None:
    query = reader.read(question)
    assert (query.uncovered, query.places) == (uncovered, places)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2025年目标", ("2025",)),
        ("二〇三五年远景目标", ("2035",)),
        ("二○三五年", ("2035",)),
        ("二零二五年", ("2025",)),
        ("2021-2025年", ("2021", "2025")),
        ("２０２５年和2025年", ("2025",)),
        ("“十四五”期间和2035年", ("十四五", "2035")),
        ("十五五规划", ("十五五",)),
        ("By 2035?", ("2035",)),
        ("十个目标", ()),
    ],
)
def test_years_and_periods(reader: QueryReader, question: str, years: tuple[str, ...]) -> None:
    assert reader.read(question).years == years


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("郴州的GDP", "zh-Hans"),
        ("衡陽市如何建設製造業中心?", "zh-Hant"),
        ("What is Chenzhou's GDP?", "en"),
        ("What is 郴州's GDP target?", "en"),
        ("2025?", "zh-Hans"),
    ],
)
def test_languages(reader: QueryReader, question: str, language: str) -> None:
    assert language_of(question) == language
    assert reader.read(question).language == language


@pytest.mark.parametrize(
    ("history", "question", "standalone"),
    [
        # Another city, year, county or kind takes the place of the first.
        (["郴州市2025年森林覆盖率目标是多少?"], "湘乡呢?", "湘乡市 2025年森林覆盖率目标是多少?"),
        (["郴州市2025年森林覆盖率目标是多少?"], "那2035年呢?", "郴州市 2035年森林覆盖率目标是多少?"),
        (["郴州PM2.5目标是多少"], "PM10呢", "郴州市 pm10目标是多少"),
        (["湘乡城镇居民收入目标是多少"], "农村呢?", "湘乡市 农村居民收入目标是多少"),
        # The city alone is taken over where the rest stands by itself.
        (["郴州的GDP目标是多少?"], "森林覆盖率目标是多少?", "郴州市 森林覆盖率目标是多少?"),
        # The last city that was named counts.
        (["郴州的GDP", "湘乡的GDP", "GDP是什么"], "森林覆盖率目标是多少?", "湘乡市 森林覆盖率目标是多少?"),
        # Nothing to take over.
        (["郴州的GDP目标"], "怀化市怎样建设国家冷链基地?", "怀化市怎样建设国家冷链基地?"),
        (["GDP目标是多少"], "怎样建设国家骨干冷链物流基地?", "怎样建设国家骨干冷链物流基地?"),
        ([], "那2035年呢?", "那2035年呢?"),
    ],
)
def test_a_follow_up_is_read_with_its_history(
    reader: QueryReader, history: list[str], question: str, standalone: str
) -> None:
    query = reader.read(question, history=history)
    assert query.standalone == standalone
    assert query.question == question


@pytest.mark.parametrize(
    ("history", "question", "named", "years"),
    [
        (["郴州市2025年森林覆盖率目标是多少?"], "湘乡呢?", ("xiangxiang",), ("2025",)),
        (["郴州2025年GDP目标", "湘乡呢"], "2035年呢", ("xiangxiang",), ("2035",)),
        (["比较郴州和湘乡2025年的GDP目标"], "2035年呢", ("chenzhou", "xiangxiang"), ("2035",)),
        (["What GDP does Xiangxiang aim for by 2025?"], "What about Huaihua?", ("huaihua",), ("2025",)),
        (["What GDP does Xiangxiang aim for by 2025?"], "and 2035?", ("xiangxiang",), ("2035",)),
    ],
)
def test_cities_and_years_of_a_follow_up(
    reader: QueryReader, history: list[str], question: str, named: tuple[str, ...], years: tuple[str, ...]
) -> None:
    query = reader.read(question, history=history)
    assert (query.named, query.scope, query.years) == (named, named, years)


@pytest.mark.parametrize(
    "question", ["哪个城市的GDP目标最高", "各市的森林覆盖率", "Which cities mention 5G?", "全部五个市的GDP呢"]
)
def test_a_question_about_all_takes_no_place_over(reader: QueryReader, question: str) -> None:
    query = reader.read(question, history=["郴州2025年GDP目标是多少?"])
    assert (query.named, query.scope, query.carried) == ((), ALL, ())


@pytest.mark.parametrize(
    ("question", "readings"),
    [
        ("增速呢", ["郴州市 2025年gdp目标是多少 增速", "郴州市 增速呢"]),
        ("2020年是多少", ["郴州市 2020年gdp 是多少?"]),  # what was reached: no target is for then
        (
            "到时候城里要住多少人口?",
            ["郴州市 到时候城里要住多少人口?", "郴州市 2025年gdp目标是多少 到时候城里要住多少人口"],
        ),
        ("那怀化呢", ["怀化市 2025年gdp目标是多少?"]),
        ("岳阳呢", ["岳阳 2025年gdp目标是多少?"]),
        ("和怀化比呢", ["郴州市、怀化市 2025年gdp目标是多少?"]),
    ],
)
def test_a_follow_up_is_read_by_itself_and_as_going_on(
    reader: QueryReader, question: str, readings: list[str]
) -> None:
    query = reader.read(question, history=["郴州2025年GDP目标是多少?"])
    assert [each.standalone for each in query.readings] == readings
    assert query.standalone == readings[0]


def test_a_region_that_the_plan_speaks_of_is_a_matter_of_that_plan(reader: QueryReader) -> None:
    history = ["长株潭怎样对接别的区域?"]
    assert reader.read("粤港澳大湾区那边怎么对接?", history=history).named == ("changzhutan",)
    assert reader.read("岳阳的GDP目标是多少?", history=history).uncovered == ("岳阳",)


def test_what_is_taken_over_is_told_and_can_be_left_out(reader: QueryReader) -> None:
    history = ["郴州2025年GDP目标是多少?"]

    def carried(*without: CarriedKind) -> list[tuple[str, str]]:
        query = reader.read("增速呢", history=history, context=Context(without=frozenset(without)))
        return [(each.kind, each.words) for each in query.carried]

    assert carried() == [("place", "郴州市"), ("topic", "GDP目标"), ("period", "2025")]
    assert carried("period") == [("place", "郴州市"), ("topic", "GDP目标")]
    assert carried("topic") == [("place", "郴州市")]
    assert carried("place") == [("topic", "GDP目标"), ("period", "2025")]
    assert carried("place", "topic") == []


def test_a_question_that_counts_is_about_what_was_cited_there(reader: QueryReader) -> None:
    document = next(each for each in read_corpus(SHIPPED_CORPUS) if each.id == "huaihua")
    at = document.raw.index("怀化国家高新区、怀化国家农业科技园")
    listed = Cited("huaihua", at, at + len("怀化国家高新区、怀化国家农业科技园"))
    park = Cited("huaihua", at + len("怀化国家高新区、"), listed.end)
    for cited in ((listed,), (Cited("huaihua", at, at + 7), park)):
        query = reader.read("第二个呢", history=["怀化建成了什么"], context=Context(cited))
        assert query.standalone == "怀化市 怀化国家农业科技园 第二个呢"
        assert query.cited == (park,)
    assert reader.read("还有呢", history=["怀化建成了什么"], context=Context((park,))).told == (park,)
    assert reader.read("还有呢", history=["怀化建成了什么"]).told == ()
    elsewhere = reader.read(
        "第二个呢", history=["怀化建成了什么"], cities=["郴州"], context=Context((listed,))
    )
    assert elsewhere.cited == ()  # what may not answer is not looked at, whoever says that it was cited


def test_a_follow_up_about_an_uncovered_place_says_so(reader: QueryReader) -> None:
    assert reader.read("岳阳呢", history=["郴州的GDP目标"]).uncovered == ("岳阳",)


def test_an_english_question_is_searched_in_chinese(reader: QueryReader) -> None:
    query = reader.read("What is Chenzhou's urbanization rate by 2025?")
    assert query.lexical.split()[0] == "常住人口城镇化率"
    assert query.lexical.split()[-1] == "2025"
    assert reader.read("What does it do?").lexical == ""


def test_a_chinese_question_is_searched_without_its_city_and_with_synonyms(reader: QueryReader) -> None:
    query = reader.read("郴州市的失業率是多少")
    assert "失业率" in query.focus
    assert not {"郴", "州", "多", "少"} & set(query.focus)
    assert {"城镇调查失业率", "调查失业率"} <= set(query.lexical.split())


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("森林覆盖率目标是多少", True),
        ("主要指标", True),
        ("GDP target", True),
        ("GDP targets", True),
        ("targeted measures", False),
        ("远景目标是什么", False),  # a vision is no figure
        ("如何建设枢纽", False),
    ],
)
def test_a_target_is_a_value(reader: QueryReader, question: str, wanted: bool) -> None:
    assert reader.read(question).wants_value is wanted


def test_the_number_of_a_plan_is_no_figure_that_is_asked_for(reader: QueryReader) -> None:
    query = reader.read("How many parks did Yunze build in the 13th Five-Year Plan period, 13 or 20?")
    assert query.years == ("十三五",)
    assert query.focus.split()[-2:] == ["13", "20"]
    assert query.focus.split().count("13") == 1


def test_a_follow_up_has_parts_of_its_own_or_those_of_the_question_before(reader: QueryReader) -> None:
    query = reader.read("那么人均GDP呢？靠什么实现？", history=["湘乡2025年城镇化率目标是多少"])
    assert [part.standalone for part in query.parts] == [
        "湘乡市 2025年人均gdp目标是多少",
        "湘乡市 2025年人均gdp目标 靠什么实现",
    ]
    assert all(reading.parts == query.parts for reading in query.readings)
    history = ["怀化森林覆盖率目标是多少，靠什么实现"]
    assert [part.standalone for part in reader.read("郴州呢", history=history).parts] == [
        "郴州市 森林覆盖率目标是多少",
        "郴州市 森林覆盖率目标 靠什么实现",
    ]
    assert reader.read("为什么", history=history).parts == ()


def test_who_leads_is_asked_of_the_cities_before_or_of_all(reader: QueryReader) -> None:
    two = reader.read("谁更高", history=["郴州和怀化的森林覆盖率目标分别是多少"])
    assert (two.scope, two.compares) == (("chenzhou", "huaihua"), True)
    assert len(reader.read("谁最高", history=["郴州的森林覆盖率目标"]).scope) == 5


def test_a_place_before_a_comma_is_asked_once_with_what_follows(reader: QueryReader) -> None:
    asked = ["怀化养老有什么打算?"]
    assert reader.read("湘乡那边呢，加多少张床？", history=asked).parts == ()
    assert len(reader.read("怀化呢？增速是多少？", history=["郴州2025年GDP目标是多少？"]).parts) == 2


@pytest.mark.parametrize(
    ("history", "named"),
    [
        (["郴州市2025年森林覆盖率目标是多少?", "怀化市2025年森林覆盖率目标是多少?"], ("chenzhou", "huaihua")),
        (["郴州市有哪些高铁项目?", "怀化市2025年森林覆盖率目标是多少?"], ("huaihua",)),
        (["郴州市2025年森林覆盖率目标是多少?"], ("chenzhou",)),
    ],
)
def test_a_comparison_without_places_is_of_the_last_two_asked_for_one_thing(
    reader: QueryReader, history: list[str], named: tuple[str, ...]
) -> None:
    assert reader.read("哪个更高?", history=history).named == named


def test_who_is_to_blame_for_a_failure_is_in_no_plan(reader: QueryReader) -> None:
    assert reader.read("湘乡市的规划失败了,主要责任人是谁?").beyond == "blame"
    assert reader.read("湘乡市规划实施的责任人是谁?").beyond == ""
