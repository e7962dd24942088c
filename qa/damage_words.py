"""What is said of damaged places, in English; the records themselves are worded in Chinese."""

from __future__ import annotations

import re
from typing import Final

_ENGLISH: Final = tuple(
    (re.compile(pattern), english)
    for pattern, english in (
        (r"原文此处字节损坏,缺字无法复原", "bytes are broken here; the lost characters cannot be restored"),
        (r"此处为图片[，,]未读", "there is a picture here, which was not read"),
        (r"原文日期缺字", "the date lacks characters"),
        (r"原文年份之间的连接号缺失", "the dash between two years is lost"),
        (r"原文两个数值之间的符号缺失", "the mark between two figures is lost"),
        (r"原文“(.+)”疑似缺“比”或“较”字", r"“\1” seems to lack a word: “than”"),
        (r"原文年份缺字\(可能是“(.+)”\)", r"the year lacks characters (perhaps “\1”)"),
        (r"原文数值疑似有误", "the figure seems to be wrong"),
        (r"原文年份疑似有误", "the year seems to be wrong"),
        (r"原文此处缺数字", "a figure is missing here"),
        (r"原文数字疑似粘连", "two figures seem to have run together"),
        (r"原文标题缺字,目录作“(.+)”", r"the heading lacks characters; the table of contents has “\1”"),
        (r"原文句首疑似缺字\(可能是“(.+)”\)", r"the sentence seems to lack its first word (perhaps “\1”)"),
        (r"原文“(.+)”缺少与之相配的符号", r"“\1” stands without the mark that it pairs with"),
        (
            r"原文“(.+)”疑似缺失连接号\(可能是(.+)\),数字不可靠",
            r"“\1” seems to have lost a dash (perhaps \2); the figure cannot be relied on",
        ),
        (
            r"原文比例的冒号缺失\(本文另处印作(.+)\)",
            r"the colons of the ratio are lost (printed as \1 elsewhere in the plan)",
        ),
        (r"原文比例的冒号缺失", "the colons of the ratio are lost"),
        (r"原文印作“(.+)”", r"printed as “\1”"),
        (r"本文另处印作“(.+)”", r"printed as “\1” elsewhere in the plan"),
        (r"目录作“(.+)”", r"“\1” in the table of contents"),
        (r"“(.+)”在本段没有另一半", r"“\1” has no other half in the paragraph"),
    )
)


def in_english(text: str) -> str:
    """Return the message or the certain reading of a damage in English; words of the plan stay Chinese.

    What is none of them is returned as it is.
    """
    for pattern, english in _ENGLISH:
        if match := pattern.fullmatch(text):
            return match.expand(english)
    return text
