import re

import pytest

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from embeddings.damage import rules
from qa.damage_words import in_english


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (
            "原文“23”疑似缺失连接号(可能是2—3),数字不可靠",
            "“23” seems to have lost a dash (perhaps 2—3); the figure cannot be relied on",
        ),
        ("原文“””缺少与之相配的符号", "“”” stands without the mark that it pairs with"),
        (
            "原文标题缺字,目录作“坚持科学规划引领”",
            "the heading lacks characters; the table of contents has “坚持科学规划引领”",
        ),
        ("别的话", "别的话"),
    ],
)
def test_a_message_in_english(chinese: str, english: str):
    assert in_english(chinese) == english


def test_every_message_has_english():
    said = {each.message for document in read_corpus(SHIPPED_CORPUS) for each in document.damages}
    said |= {each.certain for document in read_corpus(SHIPPED_CORPUS) for each in document.damages} - {""}
    said |= {rule.message for rule in rules._RULES}
    assert len(said) > 30
    # What stays Chinese are the words of the plan, which stand in quotation marks.
    left = {
        text
        for text in map(in_english, said)
        if re.search(r"[\u4e00-\u9fff]", re.sub("“.*”|[(].*[)]", "", text))
    }
    assert left == set()
