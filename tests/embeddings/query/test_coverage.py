"""What places mean for catalogues of other places than the shipped ones, and for those."""

from collections.abc import Mapping

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus, read_document
from embeddings.query.coverage import Asked, Coverage


def plan(
    city: str, *aliases: str, province: str = "", text: str = "发展制造业。", **more: object
) -> Document:
    entry = PlanEntry.model_validate(
        {
            "id": f"plan{abs(hash(city)) % 10**9}",
            "file": "x.txt",
            "city": city,
            "aliases": aliases,
            "title": "规划",
            "kind": "纲要",
            "province": province,
            **more,
        }
    )
    return read_document(entry, f"{city}规划\n第一章 总则\n{text}\n")


OTHERS = (
    plan("吉林市", "Jilin City", province="吉林省"),
    plan("朝阳区", "朝阳", "Chaoyang", province="北京市"),
    plan("长沙县", province="湖南省"),
    plan(
        "铁岭市",
        "铁岭",
        province="辽宁省",
        text="铁岭县建设农业园区。对接京津冀和辽中南城市群,承接北京产业。",
    ),
    plan("海南藏族自治州", "海南州", "海南", province="青海省"),
    plan("河南蒙古族自治县", "河南县", province="青海省"),
    plan("南通市", "南通", "Nantong", province="江苏省"),
    plan("襄阳市", "襄阳", province="湖北省"),
    plan("阜新市", province="辽宁省"),
)


@pytest.fixture(scope="module")
def others() -> Coverage:
    return Coverage(OTHERS)


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    return read_corpus(SHIPPED_CORPUS)


@pytest.fixture(scope="module")
def shipped(documents: tuple[Document, ...]) -> Coverage:
    return Coverage(documents)


@pytest.fixture(scope="module")
def cities(documents: tuple[Document, ...]) -> dict[str, str]:
    return {document.id: document.city for document in (*OTHERS, *documents)}


def told(coverage: Coverage, cities: Mapping[str, str], question: str) -> list[tuple[str, str, list[str]]]:
    def one(each: Asked) -> tuple[str, str, list[str]]:
        return each.words, each.standing, [cities[document] for document in each.documents]

    return [one(each) for each in coverage.read(question)]


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        # The province is meant where its name is said alone or with 省, though a city in it has the same name.
        ("吉林市2025年GDP目标", [("吉林市", "covered", ["吉林市"])]),
        ("吉林省2025年GDP目标", [("吉林省", "holds", ["吉林市"])]),
        ("吉林的GDP目标", [("吉林", "holds", ["吉林市"])]),
        ("吉林省吉林市的GDP", [("吉林省吉林市", "covered", ["吉林市"])]),
        ("海南州的目标", [("海南州", "covered", ["海南藏族自治州"])]),
        ("海南省的目标", [("海南省", "uncovered", [])]),
        ("海南的目标", [("海南", "uncovered", [])]),
        ("河南县的目标", [("河南县", "covered", ["河南蒙古族自治县"])]),
        ("河南省的目标", [("河南省", "uncovered", [])]),
        # Districts of one name in several cities: the covered one, unless another city is said.
        ("朝阳区2025年目标", [("朝阳区", "covered", ["朝阳区"])]),
        ("北京市朝阳区的目标", [("北京市朝阳区", "covered", ["朝阳区"])]),
        ("长春市朝阳区的目标", [("长春市朝阳区", "uncovered", [])]),
        ("朝阳市的目标", [("朝阳市", "uncovered", [])]),
        (
            "What is the target of Chaoyang District, Changchun?",
            [("Chaoyang District, Changchun", "uncovered", [])],
        ),
        # A county and the city around it.
        ("长沙县的GDP", [("长沙县", "covered", ["长沙县"])]),
        ("长沙市的GDP", [("长沙市", "holds", ["长沙县"])]),
        ("长沙的GDP", [("长沙", "holds", ["长沙县"])]),
        ("铁岭县的GDP", [("铁岭县", "inside", ["铁岭市"])]),
        ("铁岭的GDP", [("铁岭", "covered", ["铁岭市"])]),
        ("南通市通州区的GDP", [("南通市通州区", "inside", ["南通市"])]),
        ("通州区的GDP", [("通州区", "inside", ["南通市"])]),
        ("北京通州区的GDP", [("北京通州区", "uncovered", [])]),
        # Former names.
        ("襄樊市的GDP", [("襄樊市", "covered", ["襄阳市"])]),
        ("襄阳县的GDP", [("襄阳县", "inside", ["襄阳市"])]),
        # Provinces and regions that hold covered places.
        ("辽宁有哪些城市要发展制造业", [("辽宁", "holds", ["铁岭市", "阜新市"])]),
        ("辽中南哪些市发展制造业", [("辽中南", "holds", ["铁岭市", "阜新市"])]),
        # What a plan relates to is not what the question is about.
        ("铁岭怎样对接京津冀", [("铁岭", "covered", ["铁岭市"]), ("京津冀", "mentioned", ["朝阳区"])]),
        ("怎样对接京津冀", [("京津冀", "mentioned", ["朝阳区"])]),
        ("京津冀的GDP目标", [("京津冀", "holds", ["朝阳区"])]),
        (
            "铁岭在京津冀和辽中南之间",
            [
                ("铁岭", "covered", ["铁岭市"]),
                ("京津冀", "mentioned", ["朝阳区"]),
                ("辽中南", "mentioned", ["铁岭市", "阜新市"]),
            ],
        ),
        ("What is the GDP of the Bohai Rim?", [("Bohai Rim", "holds", ["朝阳区", "铁岭市", "阜新市"])]),
        # Words behind a city are no place for their last sign.
        ("铁岭把城乡居民收入比控制在什么水平", [("铁岭", "covered", ["铁岭市"])]),
        ("铁岭打算把城乡收入差距缩小到多少", [("铁岭", "covered", ["铁岭市"])]),
        # In a comparison each is asked.
        ("比较铁岭和大连", [("铁岭", "covered", ["铁岭市"]), ("大连", "uncovered", [])]),
        ("铁岭、北京谁的GDP更高", [("铁岭", "covered", ["铁岭市"]), ("北京", "holds", ["朝阳区"])]),
        ("Compare Nantong and Suzhou", [("Nantong", "covered", ["南通市"]), ("Suzhou", "uncovered", [])]),
    ],
)
def test_places_of_other_catalogues(
    others: Coverage, cities: Mapping[str, str], question: str, meant: list[tuple[str, str, list[str]]]
) -> None:
    assert told(others, cities, question) == meant


@pytest.mark.parametrize(
    "name",
    [
        "怀柔区",
        "怀远县",
        "彬州市",
        "衡水市",
        "湘阴县",
        "正定县",
        "仁怀",
        "京津冀",
        "珠三角",
        "成渝",
        "雄安新区",
        "合肥高新区",
        "大庸市",
        "新加坡",
        "晋城市城区",
        "莱西",
        "蔚县",
        "阿拉善左旗",
        "積石山縣",
        "懷柔區",
        "臺中市",
    ],
)
def test_what_no_plan_covers_is_uncovered(shipped: Coverage, name: str) -> None:
    for question in (f"{name}2025年森林覆盖率目标是多少", f"请问{name}的GDP是多少", f"到2025年{name}GDP"):
        assert [each.standing for each in shipped.read(question)] == ["uncovered"], question


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("火星县2025年GDP目标是多少", "火星县"),
        ("某某自治州的森林覆盖率", "某某自治州"),
        ("请问幸福县的目标是什么", "幸福县"),
        ("雾山区2025年GDP目标是多少", "雾山区"),
        ("郴州市火星县的GDP", "郴州市火星县"),
        ("What is Springfield's GDP target?", "Springfield"),
        ("What is the GDP target of Gotham City?", "Gotham City"),
        ("How will Wakanda develop tourism?", "Wakanda"),
    ],
)
def test_a_name_that_is_only_shaped_like_a_place_is_unknown(
    shipped: Coverage, question: str, name: str
) -> None:
    assert [(each.words, each.standing) for each in shipped.read(question)] == [(name, "unknown")]


@pytest.mark.parametrize(
    "question",
    [
        "平安建设的目标是什么?",
        "盖新小区要留多大的养老用房?",
        "和平发展",
        "城区绿化率目标",
        "开放型经济目标",
        "全县的GDP目标是多少",
        "哪些县有工业园",
        "高新区的目标",
        "沿海城市的GDP目标",
        "新兴产业增加值目标是多少",
        "美丽乡村建设目标",
        "县域经济怎么发展",
        "中心城区人口目标",
        "示范区怎么建设",
        "公安工作的目标",
        "惠民工程有哪些",
        "合作医疗参保率目标",
        "安全生产目标",
        "湖南医药学院会不会搬走",
        "What is the forest coverage target?",
        "Which cities mention the Belt and Road?",
    ],
)
def test_ordinary_words_refuse_nothing(shipped: Coverage, question: str) -> None:
    assert [each for each in shipped.read(question) if each.standing != "mentioned"] == []


@pytest.mark.parametrize(
    "question",
    [
        "长株潭全面消除城中村的污水空白区",  # 城中区 of 柳州
        "郴州每年新增城镇就业5.5万人",  # 增城 of 广州
        "怀化2025年新建省级以上创新平台目标",  # 新平 of 玉溪
        "湘乡涟水以上河流的堤防",  # 涟水县 of 淮安
    ],
)
def test_two_words_that_meet_are_no_county(shipped: Coverage, question: str) -> None:
    assert [each.standing for each in shipped.read(question)] == ["covered"]


def test_a_zone_lies_in_its_city(shipped: Coverage, cities: Mapping[str, str]) -> None:
    assert told(shipped, cities, "湘江新区的定位") == [("湘江新区", "inside", ["长株潭"])]
    assert told(shipped, cities, "What is the Xiangjiang New Area?") == [
        ("Xiangjiang New Area", "inside", ["长株潭"])
    ]


def test_a_county_that_stands_behind_another_city_is_asked_alone(
    shipped: Coverage, cities: Mapping[str, str]
) -> None:
    assert told(shipped, cities, "郴州市正定县的GDP") == [("郴州市正定县", "uncovered", [])]
    assert told(shipped, cities, "湖南省郴州市资兴市的GDP") == [("湖南省郴州市资兴市", "inside", ["郴州市"])]


def test_counties_that_the_plans_name_are_asked_of_their_prefecture(
    shipped: Coverage, documents: tuple[Document, ...]
) -> None:
    text = "\n".join(document.search_text for document in documents)
    counties = {
        "郴州市": "桂阳 永兴 宜章 嘉禾 临武 汝城 桂东 安仁 资兴",
        "怀化市": "沅陵 辰溪 溆浦 麻阳 新晃 芷江 靖州 洪江",
    }
    for city, names in counties.items():
        for name in names.split():
            assert name in text
            (alone,) = shipped.read(f"{name}的发展定位是什么")
            assert (alone.standing, alone.named) == ("inside", name)
            assert [each.standing for each in shipped.read(f"{city}给{name}的定位")] == ["covered", "inside"]


@pytest.mark.parametrize(
    "question",
    [
        "Which plans mention the China-Europe freight train?",
        "How does the plan build the China Europe railway express?",
        "What does Healthy China mean?",
        "Who runs the China-Laos railway?",
        "里面哪个号称“中国V谷”?",  # the plan of 长株潭 has this name
    ],
)
def test_a_place_inside_another_name_is_none(shipped: Coverage, question: str) -> None:
    assert shipped.read(question) == ()


@pytest.mark.parametrize(
    ("question", "standing"),
    [("What is the GDP of China?", "uncovered"), ("中国的GDP", "holds"), ("“中国”的GDP", "holds")],
)
def test_a_place_of_its_own_stays_one(shipped: Coverage, question: str, standing: str) -> None:
    assert [each.standing for each in shipped.read(question)] == [standing]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("全国出口增长目标定的是百分之几?", "全国"),
        ("2030年全国外贸怎么稳", "全国"),
        ("全国粮食产量目标是多少", "全国"),  # the plans have 全国粮食生产
        ("国家财政赤字率定在多少", "国家"),
        ("我国森林覆盖率目标", "我国"),
        ("中国养老金怎么调整", "中国"),
        ("全省出口增长目标", "全省"),
    ],
)
def test_what_no_plan_writes_behind_the_nations_name_is_asked_of_the_nation(
    shipped: Coverage, question: str, name: str
) -> None:
    assert [(each.words, each.standing) for each in shipped.read(question)] == [(name, "holds")]


@pytest.mark.parametrize(
    "question",
    [
        "全国文明城市呢",
        "全国百强县有几个",
        "全国排第几呢",
        "在全国算什么水平",
        "全国性会议办几场",
        "国家级高新区有几个",
        "国家高新技术企业数量目标",  # an indicator stands behind, yet the plans have the whole as a name
        "国家5A级景区有几个",
        "中国共产党成立多少年",
        "全省前列的指标",
    ],
)
def test_what_the_plans_write_behind_the_nations_name_is_a_name(shipped: Coverage, question: str) -> None:
    assert [each for each in shipped.read(question) if each.standing != "mentioned"] == []


def test_a_provinces_own_plan_is_asked_where_the_whole_province_is(cities: Mapping[str, str]) -> None:
    province = plan("江苏省", "江苏", province="江苏省", text="全省就业增长。")
    coverage = Coverage([*OTHERS, province])
    named = {**cities, province.id: "江苏省"}
    assert told(coverage, named, "全省就业目标") == [("全省", "covered", ["江苏省"])]
    assert told(coverage, named, "南通占全省的比重") == [("南通", "covered", ["南通市"])]
