"""Web pages: the article and nothing but the article."""

from pathlib import Path

import pytest

from embeddings.loaders import Loaded, load_plan

PROSE = "岳阳市坚持新发展理念,推进产业升级,加快建设港口和基础设施。" * 6
MENU = "<div class='nav-top'><ul><li><a href='/'>首页</a></li><li><a href='/g'>政务公开</a></li></ul></div>"
END = "<div id='footer'>版权所有:岳阳市人民政府 备案号</div><script>var 规划 = 1;</script>"


def load(folder: Path, body: str, head: str = "", encoding: str = "utf-8") -> Loaded:
    path = folder / "plan.html"
    path.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    return load_plan(path)


def lines(folder: Path, body: str) -> list[str]:
    return load(folder, body).text.rstrip("\n").split("\n")


@pytest.mark.parametrize(
    "wrap",
    [
        "<div id='zoom'>{}</div>",
        "<div class='TRS_Editor'>{}</div>",
        "<form><table><tr><td><div class='x'>{}</div></td></tr></table></form>",
        "<main><article>{}</article></main>",
        "{}",
    ],
)
def test_the_article_is_taken_out_of_any_page(tmp_path: Path, wrap: str) -> None:
    article = f"<h2>第一章 总则</h2><p>&emsp;&emsp;{PROSE}</p><p>第二段\n在此。<br>换行。</p>"
    crumbs = "<div class='crumb'>当前位置:<a href='/'>首页</a> &gt; 规划</div>"
    share = "<div class='bdsharebuttonbox'>分享到微信</div>"
    page = MENU + crumbs + wrap.format(article) + share + END
    assert lines(tmp_path, page) == ["第一章 总则", PROSE, "第二段在此。", "换行。"]


def test_an_article_in_several_blocks_is_kept_whole(tmp_path: Path) -> None:
    blocks = "".join(f"<div class='content'><p>第{n}段:{PROSE}</p></div>" for n in "一二三")
    assert lines(tmp_path, MENU + blocks + END) == [f"第{n}段:{PROSE}" for n in "一二三"]


def test_what_is_named_like_furniture_but_holds_the_text_stays(tmp_path: Path) -> None:
    assert lines(tmp_path, f"<div id='print'><div class='content header'><p>{PROSE}</p></div></div>") == [
        PROSE
    ]


def test_headings_lists_and_preformatted_text(tmp_path: Path) -> None:
    body = (
        f"<h1>前言</h1><p>{PROSE}</p><h3>发展<b>基础</b></h3><h2>第二章<br>产业</h2>"
        "<ol start=3><li>港口</li><li><p>(二)铁路</p></li></ol><ul><li>公路</li></ul><pre>甲\n乙</pre>"
    )
    assert lines(tmp_path, body) == [
        "# 前言", PROSE, "### 发展基础", "第二章 产业", "3. 港口", "(二)铁路", "公路", "甲", "乙",
    ]  # fmt: skip


def test_tables_keep_their_columns(tmp_path: Path) -> None:
    table = (
        "<table><tr><th rowspan=2>指标</th><th colspan=2>数值</th></tr><tr><td>2020</td><td>2025</td></tr>"
        "<tr><td>森林<br>覆盖率</td><td></td><td>41.5</td></tr></table>"
    )
    rows = ["指标\t数值\t", "\t2020\t2025", "森林 覆盖率\t\t41.5"]
    assert lines(tmp_path, f"<p>{PROSE}</p>{table}<p>尾。</p>") == [PROSE, *rows, "尾。"]


def test_comments_and_the_text_after_them(tmp_path: Path) -> None:
    assert lines(tmp_path, f"<p>{PROSE}<!-- 注 -->尾<script>x</script>巴</p>") == [PROSE + "尾巴"]


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_what_a_page_says_of_its_encoding_may_be_wrong(tmp_path: Path, declared: str, encoding: str) -> None:
    loaded = load(tmp_path, f"<p>{PROSE}</p>", f"<meta charset='{declared}'>", encoding)
    assert loaded.text == PROSE + "\n"


def test_the_fields_of_the_page_and_a_title_outside_the_article(tmp_path: Path) -> None:
    head = (
        "<meta name='ArticleTitle' content='岳阳市发展规划'><meta name='PubDate' content='2021-06-07 10:00'>"
        "<meta name='ContentSource' content='市发改委'>"
    )
    loaded = load(tmp_path, f"{MENU}<h1>岳阳市发展规划</h1><div id='zoom'><p>{PROSE}</p></div>", head)
    assert loaded.facts == {"title": "岳阳市发展规划", "date": "2021-06-07 10:00", "issuer": "市发改委"}
    assert loaded.text == f"岳阳市发展规划\n{PROSE}\n"


def test_very_deep_pages_are_read_to_their_end(tmp_path: Path) -> None:
    deep = "<div>" * 1500 + f"<p>{PROSE}</p><p>尾。</p>" + "</div>" * 1500
    assert lines(tmp_path, deep + f"<p>{PROSE}</p>") == [PROSE, "尾。", PROSE]


def test_raised_figures_join_no_figure(tmp_path: Path) -> None:
    body = (
        f"<p>{PROSE}</p><p>亩均3.2<sup><a href='#n1'>1</a></sup>万元,湿地5.6×10<sup>4</sup>公顷,"
        "面积8km<span style='vertical-align: super'>2</span>。</p>"
    )
    assert lines(tmp_path, body)[-1] == "亩均3.2[1]万元,湿地5.6×10⁴公顷,面积8km²。"


@pytest.mark.parametrize(
    "struck",
    [
        "<del>120</del><ins>150</ins>",
        "<s>120</s>150",
        "<strike>120</strike>150",
        "<span style='color:red;text-decoration: line-through'>120</span>150",
    ],
)
def test_struck_text_is_left_out(tmp_path: Path, struck: str) -> None:
    assert lines(tmp_path, f"<p>{PROSE}</p><p>改造小区{struck}个。</p>")[-1] == "改造小区150个。"


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("2026年平澜市政府工作报告 - 平澜市人民政府", "2026年平澜市政府工作报告"),
        ("2026年平澜市政府工作报告全文-新闻中心-平澜网", "2026年平澜市政府工作报告全文"),
        (
            "平澜市第十五个五年规划纲要（2026-2030年）_平澜市人民政府门户网站",
            "平澜市第十五个五年规划纲要（2026-2030年）",
        ),
        ("平澜市人民政府门户网站", None),
        ("首页 | 政务公开", None),
    ],
)
def test_the_page_title_names_the_document_without_the_site(
    tmp_path: Path, title: str, read: str | None
) -> None:
    loaded = load(tmp_path, f"<p>{PROSE}</p>", head=f"<title>{title}</title>")
    assert loaded.facts.get("title") == read
    assert loaded.text.split("\n")[0] == (read or PROSE)


PARTS = [f"{mark}、{name}" for mark, name in zip("一二三四五六七", "甲乙丙丁戊己庚", strict=True)]


@pytest.mark.parametrize(
    "body",
    [
        "<div>{}</div>".format("\n".join(f"{each}\n{PROSE}{PROSE}" for each in PARTS)),
        "<div>{}</div>".format("".join(f"　　{each}　　{PROSE}{PROSE}" for each in PARTS)),
        "<p>{}</p>".format("".join(f"&nbsp;&nbsp; {each}&nbsp;&nbsp;&nbsp;{PROSE}{PROSE}" for each in PARTS)),
        "<div>{}</div>".format(
            "".join(f"&emsp;&emsp;{each}\n&emsp;&emsp;{PROSE}\n{PROSE}" for each in PARTS)
        ),
        "<div>{}</div>".format(
            "".join(f"<span style='display: block'>{each}</span><b>{PROSE}{PROSE}</b>" for each in PARTS)
        ),
        "<div style='white-space: pre-line'>{}</div>".format(
            "\n".join(f"{each}\n{PROSE}{PROSE}" for each in PARTS)
        ),
    ],
)
def test_a_page_without_paragraphs_is_set_apart_as_it_is_shown(tmp_path: Path, body: str) -> None:
    expected = [line for each in PARTS for line in (each, PROSE + PROSE)]
    assert lines(tmp_path, body) == expected


def test_line_ends_within_a_paragraph_are_no_breaks(tmp_path: Path) -> None:
    assert lines(tmp_path, f"<p>{PROSE}\n{PROSE}</p>") == [PROSE + PROSE]


def test_an_article_that_is_there_for_two_sizes_of_screen_is_read_once(tmp_path: Path) -> None:
    article = "".join(f"<p>第{number}段。{PROSE}</p>" for number in range(1, 8))
    page = (
        f"<div id='pc'><div>{article}</div></div><div id='mobile'><div>稿源<div>{article}</div></div></div>"
    )
    assert lines(tmp_path, page) == [f"第{number}段。{PROSE}" for number in range(1, 8)]
