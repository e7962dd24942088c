"""Web pages: the article alone, without menus, sharing bars, footers and scripts.

The article is the innermost element beside which next to no text stands that is no link, so that a page of an unknown
make loses nothing; what government sites call their article is taken when it holds nearly all of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from embeddings.errors import LoadError
from embeddings.loaders.decoding import decode
from embeddings.loaders.html_text import write_lines
from embeddings.loaders.loaded import Loaded, one_line

_NEVER: Final = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "select",
    "button",
    "textarea",
    "input",
    "nav",
    "footer",
    "aside",
    "rt",
    "rp",
    "del",
    "s",
    "strike",
]
_STRUCK: Final = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_FURNITURE: Final = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|submenu|footer|foot|header|breadcrumbs?|crumbs?|share|bdsharebuttonbox|sidebar"
    r"|copyright|pagination|pager|related|recommend|comments?|toolbar|login|search|banner|qrcode|print|position"
    r"|location|dqwz|weizhi|wzdh|fenxiang)(?:[-_ ]|\d*$)",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(
    r"(?:^| )(?:trs_editor|trs_ueditor|trs_editor_view|view|zoom|ucap-content|pages_content|article|article[-_]?content"
    r"|article[-_]?con|content|con|main[-_]?content|vsb_content\w*|v_news_content|news[-_]?content|xxgk[-_]?content)(?: |$)",
    re.IGNORECASE,
)
_NEARLY_ALL, _MOST, _LITTLE = 0.97, 0.9, 0.2
_SHORT: Final = 120
_TWIN, _SAME, _LONG_LINE, _FEWEST_LINES = 0.3, 0.8, 30, 5
"""Share of a page that each of two parts with the same article holds, and of their long lines that both have."""
_INLINE: Final = frozenset(("p", "span", "font", "b", "strong", "a", "em", "u", "i"))
_PAGE_LINE: Final = re.compile(
    r"[【\[]?\s*(?:字体|字号|打印|关闭|收藏|分享|扫一扫|上一篇|下一篇|上一条|下一条|您现在的位置|当前位置|浏览次数|点击数|网站地图"
    r"|版权所有|主办单位|承办单位|网站标识码)"
)
_SITE: Final = re.compile(r"\s*(?:[_|｜]|\s[-–—]|(?<!\d)[-–—](?=[^-–—]*(?:网|政府|中心|频道|门户)))\s*")
_DOCUMENT: Final = re.compile(
    r"(?:规划|计划|纲要|报告|方案|建议|意见|公报|决定|通知)(?:[(（][^()（）]*[)）]|全文)*$"
)
_FACTS: Final = {
    "title": ("articletitle", "og:title"),
    "date": ("pubdate", "publishdate", "article:published_time", "firstpublishedtime"),
    "issuer": ("contentsource", "source"),
}


def read_html(data: bytes, name: str) -> Loaded:
    """Return the text of the article of a web page.

    Raises:
        LoadError: it is no text, or there is nothing to read on the page.

    """
    from lxml import etree, html

    decoded = decode(data, name)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(decoded.text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        remedy = "Save the page again, or give its text as .txt."
        problem = f"{name} is no web page that can be read ({error})"
        raise LoadError(problem, remedy=remedy, kind="damaged") from error
    facts = _facts(root)
    body = root.find("body") if root.find("body") is not None else root
    heading = _page_heading(body)
    _drop_furniture(body)
    _drop_twin(body)
    article = _article(body)
    lines = _without_page_lines(write_lines(article))
    title = facts.get("title") or heading
    if title and not _holds(lines[:30], title):
        lines.insert(0, title)
    return Loaded("\n".join(lines) + "\n" if lines else "", decoded.warnings, facts)


def _facts(root: Any) -> dict[str, str]:
    """Return what the page's ``meta`` fields say: title, date, issuer."""
    metas = {
        (meta.get("name") or meta.get("property") or "").lower(): one_line(meta.get("content") or "")
        for meta in root.iter("meta")
    }
    found = {
        fact: next((metas[name] for name in names if metas.get(name)), "") for fact, names in _FACTS.items()
    }
    found["title"] = found["title"] or _page_title(root)
    return {fact: value for fact, value in found.items() if value}


def _page_title(root: Any) -> str:
    """Return what the page's own title calls a document, without the site's name behind it; else nothing."""
    title = one_line(root.findtext(".//title") or "")
    first = _SITE.split(title, maxsplit=1)[0].strip()
    return first if _DOCUMENT.search(first) else ""


def _page_heading(body: Any) -> str:
    texts = [one_line(heading.text_content()) for heading in body.iter("h1")]
    return texts[0] if len(texts) == 1 else ""


def _drop_furniture(body: Any) -> None:
    """Remove what is no text, and small parts that by tag, class or id are furniture."""
    from lxml import etree

    etree.strip_elements(body, *_NEVER, with_tail=False)
    everything = max(1, _length(body.text_content()))
    for element in list(body.iter()):
        named = f"{element.get('class', '')} {element.get('id', '')}".strip()
        furniture = element.tag == "header" or (named and _FURNITURE.search(named))
        inside = element is not body and element.getparent() is not None
        if inside and _STRUCK.search(element.get("style", "")):
            element.drop_tree()
            continue
        if furniture and inside and _length(element.text_content()) < _LITTLE * everything:
            element.drop_tree()


def _drop_twin(body: Any) -> None:
    """Remove the second of two parts that hold the same article, one for each size of screen."""
    weights = _weights(body)
    everything = max(1, weights[body])
    element = body
    while True:
        heavy = [each for each in element if weights.get(each, 0) >= _TWIN * everything]
        if len(heavy) != 1:
            break
        element = heavy[0]
    for one, other in pairwise(heavy):
        first, second = _long_lines(one), _long_lines(other)
        if len(second) >= _FEWEST_LINES and len(first & second) >= _SAME * len(second):
            other.drop_tree()


def _long_lines(element: Any) -> set[str]:
    lines = ("".join(line.split()) for line in write_lines(element))
    return {line for line in lines if len(line) >= _LONG_LINE}


def _article(body: Any) -> Any:
    """Return the element that holds the article."""
    weights = _weights(body)
    everything = max(1, weights[body])
    article = body
    enough = min(_NEARLY_ALL * everything, max(everything - _SHORT, _MOST * everything))
    while True:
        heavy = [each for each in article if weights.get(each, 0) >= enough and each.tag not in _INLINE]
        if not heavy:
            break
        article = heavy[0]
    named = [
        each
        for each in article.iter()
        if weights.get(each, 0) >= _MOST * everything
        and any(_ARTICLE.search(each.get(key, "")) for key in ("class", "id"))
    ]
    return named[-1] if named else article  # the last in document order is the innermost


def _weights(body: Any) -> dict[Any, int]:
    """Return for each element how many characters of text outside links it holds."""
    weights: dict[Any, int] = {}
    for element in reversed(list(body.iter())):
        inner = sum(weights[child] + _length(child.tail) for child in element)
        weights[element] = 0 if element.tag == "a" else inner + _length(element.text)
    return weights


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _without_page_lines(lines: list[str]) -> list[str]:
    """Drop the page's own remarks at the top and the bottom: font size, print, next article."""
    last = len(lines) - 12
    return list(_kept(lines, last))


def _kept(lines: list[str], last: int) -> Iterator[str]:
    for index, line in enumerate(lines):
        at_an_end = index < 12 or index >= last
        if not (at_an_end and len(line) < 60 and _PAGE_LINE.match(line)):
            yield line


def _holds(lines: list[str], title: str) -> bool:
    """Say whether a title stands in some lines, also broken over several."""
    text = "".join("".join(lines).split()).replace("#", "")
    return "".join(title.split()) in text
