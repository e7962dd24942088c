from collections import Counter
from time import process_time

import pytest

from embeddings.query.gazetteer import Gazetteer, _divisions, _regions, gazetteer, suffixed
from embeddings.query.places import find_places
from embeddings.scripts import search_form


def _full(question: str) -> list[str]:
    return [place.full for place in find_places(question)]


def test_the_data_are_complete_and_well_formed():
    places = list(gazetteer())
    now = [place for place in places if not place.former]
    levels = Counter(place.level for place in now)
    assert levels["municipality"] == 4
    assert levels["province"] == 30  # 23 provinces with 台湾, 5 autonomous regions, 香港 and 澳门
    assert sum(place.within[:1] == ("湖南省",) and place.level == "prefecture" for place in now) == 14
    assert sum(place.within[:1] == ("湖南省",) and place.level == "county" for place in now) == 122
    assert levels["county"] > 2900
    by_full = {place.full for place in places}
    for place in places:
        assert place.name
        assert all(place.spellings)
        assert set(place.flags) <= set("acfgst"), place.full
        assert all(place.name in word and place.name != word for word in place.not_in), place.full
        assert search_form(place.full) == place.full
        assert set(place.within) <= by_full
        assert set(place.parts) <= by_full


@pytest.mark.parametrize(
    ("former", "now"),
    [("襄樊市", "襄阳市"), ("大庸市", "张家界市"), ("望城县", "望城区"), ("大厂区", ""), ("万县市", "")],
)
def test_former_places_are_known_with_what_they_are_called_now(former: str, now: str):
    (place,) = [place for place in gazetteer().called(former) if place.former]
    assert place.now == now


def test_the_gazetteer_is_read_in_no_time():
    def seconds() -> float:
        began = process_time()
        Gazetteer([*_divisions(), *_regions()])
        return process_time() - began

    assert min(seconds() for _ in range(5)) < 0.05


def test_a_name_is_found_with_its_suffix_and_without():
    (place,) = find_places("岳阳2025年的GDP目标")
    assert (place.name, place.full, place.english, place.parent) == ("岳阳", "岳阳市", "Yueyang", "湖南省")
    assert find_places("岳阳市") == (place,)
    assert _full("岳阳县") == ["岳阳县"]


def test_prefectures_answer_to_their_short_name_with_suffix():
    (place,) = find_places("恩施州的茶叶")
    assert suffixed(place) == ("恩施土家族苗族自治州", "恩施州")


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("比较长沙和武汉", ["长沙市", "武汉市"]),
        ("湖南宁乡", ["湖南省", "宁乡市"]),
        ("湖南通道", ["湖南省"]),
        ("湖南江西贵州", ["湖南省", "江西省", "贵州省"]),
        ("上海南部", ["上海市"]),
        ("長沙與臺北", ["长沙市", "台北市"]),
        ("天津市", ["天津市"]),
        ("津市市的规划", ["津市市"]),
        ("海南省", ["海南省"]),
        ("海南州", ["海南藏族自治州"]),
        ("益阳市资阳区", ["益阳市", "资阳区"]),
        ("湖南县域经济", ["湖南省"]),
        ("西安的地铁", ["西安市"]),
    ],
)
def test_the_longest_name_wins(question: str, places: list[str]):
    assert _full(question) == places


@pytest.mark.parametrize(
    "question",
    [
        "建设出海口通道",
        "确保长治久安",
        "各县情况大同小异",
        "发展朝阳产业",
        "市民安康幸福",
        "开放通道的作用",
        "西部陆海新通道",
        "白银的产量",
        "日照时数",
        "大理石加工",
        "创新乡村治理",
        "黄河源头保护",
        "三明治",
        "中方企业",
        "扩大同市场的联系",
        "流通化肥",
        "安顺利通车",
        "重大庆祝活动",
        "长江门户",
        "会同有关部门",
        "凤凰的传说",
        "湘江西岸",
    ],
)
def test_ordinary_words_are_no_places(question: str):
    assert _full(question) == []


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("大同市2025年目标", ["大同市"]),
        ("大同2025年的目标", ["大同市"]),
        ("安康市的人口", ["安康市"]),
        ("通道县的旅游", ["通道侗族自治县"]),
        ("白银2025年GDP", ["白银市"]),
        ("怀化和大同的GDP", ["怀化市", "大同市"]),
        ("海口市", ["海口市"]),
        ("开封的目标", ["开封市"]),
        ("武陵区", ["武陵区"]),
    ],
)
def test_an_ambiguous_name_counts_with_suffix_or_context(question: str, places: list[str]):
    assert _full(question) == places


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("What is Yueyang's GDP target?", ["岳阳市"]),
        ("wuhan and Xi’an", ["武汉市", "西安市"]),
        ("Xian", ["西安市"]),
        ("Hong Kong, Macau and Taipei", ["香港特别行政区", "澳门特别行政区", "台北市"]),
        ("Inner Mongolia", ["内蒙古自治区"]),
        ("Changsha County", ["长沙县"]),
        ("Changsha", ["长沙市"]),
        ("Liuyang City", ["浏阳市"]),
        ("the Changshanx plan", []),
        ("Fuzhou, Jiangxi", ["抚州市"]),
        ("the Yangtze and its tributaries", []),
    ],
)
def test_english_names_on_word_boundaries(question: str, places: list[str]):
    assert _full(question) == places
