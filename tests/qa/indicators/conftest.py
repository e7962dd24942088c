"""A plan of a made-up city for a later period, in the forms that plans have: text, a table, parts of the area."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus, read_document

YUNZE = """云泽市国民经济和社会发展第十五个五年规划纲要

第一章 发展基础

“十四五”时期,全市地区生产总值由2020年的1,200亿元增加到2025年的1850.5亿元,年均增长6.8%;一般公共预算收入达86.3亿元;城镇、农村居民人均可支配收入分别达到41200元、21300元。森林覆盖率从58.2%提高到60.1%,提高1.9个百分点。五年累计新增城镇就业12.5万人。三次产业结构由2020年的15.0:40.0:45.0调整为12.1:41.4:46.5。

第二章 主要目标

到2030年,地区生产总值突破2500亿元,年均增长6%左右,常住人口城镇化率提高到68%以上,其中滨江新区常住人口城镇化率达到88%,户籍率更高。每年城镇新增就业2万人以上。单位GDP能耗较2024年下降13.5%,单位GDP二氧化碳排放降低完成省下达任务。森林覆盖率达到60.5%—61%。坚决守住180万亩耕地红线。展望2035年,地区生产总值达到4000亿元。

清溪县常住人口城镇化率达到55%,地区生产总值达到300亿元。全市乡村旅游收入达到50亿元。研发经费投入年均增长7.5%8.0%。

专栏1 “十五五”时期经济社会发展主要指标

指标名称\t单位\t2025年\t2030年\t年均增长(%)\t属性
地区生产总值\t亿元\t1850.5\t2500\t6\t预期性
每千人口拥有执业(助理)医师数\t人\t3.1\t3.6\t-\t预期性
空气质量优良天数比例\t%\t88.2\t90\t-\t约束性
森林覆盖率\t%\t60.1\t60.8\t-\t约束性
人均预期寿命\t\t-\t80\t-\t预期性
"""


@pytest.fixture(scope="session")
def yunze() -> Document:
    entry = PlanEntry(
        id="yunze",
        file="yunze.txt",
        city="云泽市",
        aliases=("云泽",),
        title=YUNZE.split("\n")[0],
        kind="纲要",
    )
    return read_document(entry, YUNZE)


@pytest.fixture(scope="session")
def shipped() -> dict[str, Document]:
    return {document.id: document for document in read_corpus(SHIPPED_CORPUS)}
