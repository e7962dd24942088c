"""The words that a question is asked with, and those of a comparison: what is left is what it is about."""

from __future__ import annotations

import re
from typing import Final

ALL_CITIES: Final = re.compile(
    r"(?:规划|城市|市)(?:中|里)?有?哪些(?=提|规划|要|有|计划|写)|哪些(?:城市|地区|市)|哪些规划(?!\W*$|[和与及、的]|目标)|哪(?:几)?[个座]?(?:城市|市)|各(?:个)?(?:城市|市|地)|[五几]个?(?:市|城市)|所有(?:城市|规划)"
    r"|which (?:cit\w*|plan\w*|of the)|all (?:the )?(?:cit|plan|five)|any (?:cit|plan)|every city|each city"
)
SEVERAL_CITIES: Final = re.compile(
    r"谁[^,。?？]{0,3}[最更][高低大小多少快慢]|the (?:two|three|four|five|six) (?:cit|plan)"
)
"""What means all cities where none were named before, else those."""
COMPARE: Final = re.compile(
    r"比较|对比|相比|区别|差异|不同|谁[更的]|哪个(?:更|城市)|compare|versus|\bvs\b|differ|higher|lower"
)
PRESENT: Final = re.compile(
    r"现在|目前|当前|现状|现有|如今|基期|原来|原先|\b(?:now|currently|at present|today|baseline)\b"
)
"""What asks how things stand where a plan starts from."""
RESULT: Final = re.compile(
    r"实际(?!利用|使用|到位|到账|居住)|完成了|实现了|(?:完成|实现|执行|进展|落实)(?:得|的|情况)?(?:怎么?样|如何|咋样)|最终(?!消费)|结果|actual(?!ly (?:utili[sz]ed|used|paid))|achieved|in fact|statistics"
    r"|\b(?:did|have|has|was|were)\b.*\b(?:hit|met|meet|reach|reached|achieve)\b|\bhow did (?:it|they|that|this) (?:go|turn out)\b"
)
"""What asks what became of a target."""
RANKED: Final = re.compile(
    r"(?:哪|那|谁)?(?:个|几个)?(?:城市|市|规划)?[最更]?[高低大小多少快慢强长短远]|(?:the )?(?:highest|lowest|most|least)|has"
)
"""How a question ranks, with nothing of what it ranks by: 哪个城市最高."""
ASKING: Final = re.compile(
    r"请问|请告诉我|告诉我|请|介绍一下|说明一下|说说|一下|想知道|我想|能否|能不能|是否|是不是|会不会|有没有|有无|分别(?:是|为)?|各(?:是|为|自|(?=多少|几))|"
    r"什么时候|何时|(?:大概|大约|具体|主要|到底|都|又)?(?:是|为|有|达到|达|包括|要|到|由)*(?:百分之)?"
    r"(?:多少|多大|多高|多长|多快|什么|哪些|哪里|哪儿|哪(?:一|二|两|三|四|五|六|七|八|九|十|几)*[个条项大种类座家处张份位方面字]*|"
    r"几[个条项大种类座家处张份位]|谁|何)(?:意思|样|办法|规模)?|"
    r"如何|怎么样|怎样|怎么|为何|为什么|吗|呢|吧|啊|规划(?:里|中|提出)|根据|按照?|文件(?:里|中)?|纲要(?:里|中)?|指的?是|"
    r"提出|准备|打算|计划要?|想要?|希望|要求|(?<!需)要(?=\W|建|打|成|把|用|在|达|降|到|发|推|实|培|新|重)|将|把|对于|关于|方面|列出|这样"
)
COMPARING: Final = re.compile(
    r"比较一?下?|对比|相比(?:较|之下)?|各自|之间|(?:是不是|是否|都)?(?:一样|相同|差不多)(?:吗|么)?|有(?:什么|何|哪些)?(?:区别|差异|差别|不同)(?:吗)?|哪个?[^,。?？]{0,3}更?[高低大小多少快慢强]|"
    r"谁[^,。?？]{0,3}更?[高低大小多少快慢强长短远]|[这那]?[两三几][份个部](?:规划|纲要|计划|报告)[里中]?"
    r"|(?:谁|哪[个边家份])(?:[定提]的)?(?=[^,。?？]{2,14}更[高低大小多少快慢强长短])|更[高低大小多少快慢强长短](?=\W|$)|都(?=想|要|有|提)|两(?:家|地|市|个城市)|三(?:地|市)|(?<=[\s、])[和与跟同及](?=\s|的)"
)
