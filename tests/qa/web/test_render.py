from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from embeddings.catalog import PlanEntry
from embeddings.query.history import Carried
from qa.answers import Answer, Citation, Gloss, Sentence
from qa.shelf import Shelf
from qa.web.blocks import spoken_text
from qa.web.citing import answer_text, citation_text, gbt_text
from qa.web.render import (
    render_announcement,
    render_answer_text,
    render_citation,
    render_turn,
    support_of,
)
from qa.web.strings import all_strings
from qa.web.turns import Turn


def no_entry(document_id: str) -> PlanEntry | None:
    """A catalogue without plans."""
    return None


CITATION = Citation(
    marker=1,
    city="郴州市",
    document="郴州市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
    document_id="chenzhou",
    chapter=("第二章（原文标题缺失）", "第三节 发展目标", "2.“十四五”发展目标"),
    section_id="chenzhou/2/3/2",
    quote="森林覆盖率稳定在68.1% 以上",
    start=12345,
    end=12361,
    permalink="/plans/chenzhou#12345-12361",
    before="生态文明建设取得新进展，",
    after="，人居环境明显改善。",
)
ANSWER = Answer(
    id="q1",
    question="郴州市森林覆盖率目标？",
    language="zh-Hans",
    refused=False,
    text="到2025年，郴州市森林覆盖率稳定在68.1%以上。[1]",
    sentences=(Sentence("到2025年，郴州市森林覆盖率稳定在68.1%以上。", (1,), "verbatim"),),
    citations=(CITATION,),
    warnings=(),
    generator="extractive",
    latency_s=0.02,
)
MARKER_1 = (
    '<a class="cp-marker" href="#cp-7-1" data-cite="cp-7-1" data-marker="cp-m-7-1" '
    'aria-label="查看引文 1" data-t-label="source_number" data-n="1">[1]</a>'
)


def test_a_citation_leads_into_its_plan():
    html = render_citation(CITATION, support="verbatim", turn=1, is_open=True, entry=no_entry)
    assert (
        '<a class="cp-read" href="plans/chenzhou#12345-12361" target="_blank" rel="noopener">'
        '<span data-t="read_in_plan">在规划中打开</span></a>'
    ) in html


def test_what_was_taken_over_can_be_taken_off():
    turn = Turn(1, "增速呢", state="done", answer=ANSWER, carried=(Carried("place", "<郴州>"),))
    html = render_turn(turn, entry=no_entry)
    assert (
        '<p class="cp-carried"><span data-t="carried">承接上问：</span> <span class="cp-chip">&lt;郴州&gt;'
        '<button type="button" data-leave="place" aria-label="不承接这一项，重新提问" data-t-label="leave_out" '
        'title="不承接这一项，重新提问" data-t-title="leave_out">×</button></span></p>'
    ) in html
    assert "cp-carried" not in render_turn(replace(turn, carried=()), entry=no_entry)


@pytest.mark.parametrize(("depth", "key"), [("short", "tell_full"), ("full", "tell_short")])
def test_an_answer_can_be_told_in_full(depth, key):
    turn = Turn(1, "森林覆盖率？", state="done", answer=ANSWER, citations=ANSWER.citations, depth=depth)
    assert f'data-leave="depth"><span data-t="{key}">' in render_turn(turn, entry=no_entry)


def test_an_english_reader_is_told_words_of_the_quote():
    told = replace(CITATION, glossary=(Gloss("森林覆盖率", "forest coverage rate"),))
    html = render_citation(told, support="verbatim", turn=1, is_open=True, entry=no_entry)
    assert '<span><b lang="zh-Hans">森林覆盖率</b> forest coverage rate</span>' in html
    plain = render_citation(CITATION, support="verbatim", turn=1, is_open=True, entry=no_entry)
    assert "cp-glossary" not in plain


def test_marker_becomes_a_link_only_when_the_answer_has_the_citation():
    html = render_answer_text("甲。[1][9]", markers=[1], turn=7)
    assert html == f"<p>甲。{MARKER_1}[9]</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<img src=x onerror="a()">', "&lt;img src=x onerror=&quot;a()&quot;&gt;"),
        ("[链接](http://example.test/) **粗** `码`", "[链接](http://example.test/) **粗** `码`"),
        ("# 标题", "# 标题"),
        ("${1+1} {{value}} &amp;", "${1+1} {{value}} &amp;amp;"),
        ("| 没有规则行", "| 没有规则行"),
    ],
)
def test_text_is_never_html_or_markdown(text: str, shown: str):
    assert render_answer_text(text, markers=(), turn=1) == f"<p>{shown}</p>"


def test_table_cells_are_escaped_and_linked():
    text = "前。\n| 城市 | 目标 |\n|---|:--:|\n| 郴州市 | <b>68.1</b> [1] |\n| a\\|b | — |\n后。"
    assert render_answer_text(text, markers=[1], turn=7) == (
        "<p>前。</p>"
        '<div class="cp-table" role="region" tabindex="0" '
        'aria-label="对比表" data-t-label="table"><table role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader">城市</th><th scope="col" role="columnheader">目标</th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><th scope="row" role="rowheader">郴州市</th>'
        f'<td role="cell" data-label="目标"><span>&lt;b&gt;68.1&lt;/b&gt; {MARKER_1}</span></td></tr>'
        '<tr role="row"><th scope="row" role="rowheader">a|b</th>'
        '<td role="cell" data-label="目标"><span>—</span></td></tr></tbody></table></div>'
        "<p>后。</p>"
    )


def test_card_names_city_chapter_and_marks_the_quote():
    html = render_citation(CITATION, support="verbatim", turn=1, is_open=True, entry=no_entry)
    assert (
        "<strong>郴州市</strong><cite>郴州市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要</cite>"
        in html
    )
    assert (
        '<span class="cp-crumbs"><span>第二章（原文标题缺失）</span>'
        '<span class="cp-sep" aria-hidden="true">›</span>'
        '<span>第三节 发展目标</span><span class="cp-sep" aria-hidden="true">›</span>'
        "<span>2.“十四五”发展目标</span></span>"
    ) in html
    assert (
        '<blockquote lang="zh-Hans">…生态文明建设取得新进展，<mark>森林覆盖率稳定在68.1% 以上</mark>'
        "，人居环境明显改善。…</blockquote>"
    ) in html
    assert 'data-t="verbatim">原文</span>' in html
    assert "cp-damage" not in html


def test_what_a_seal_means_is_said_in_words_and_not_in_a_tooltip_alone():
    html = render_citation(CITATION, support="paraphrase", turn=1, is_open=True, entry=no_entry)
    assert (
        '<p class="cp-explained"><span data-t="paraphrase_help">此句转述引文，请对照原文</span></p>' in html
    )


def test_everything_in_a_card_is_escaped():
    attack = '"><img src=x onerror=alert(1)>'
    escaped = "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"
    citation = replace(
        CITATION, city=attack, document=attack, chapter=(attack,), quote=attack, before=attack, after=attack,
        warnings=(attack,),
    )  # fmt: skip
    html = render_citation(citation, support="unverified", turn=1, is_open=False, entry=no_entry)
    assert "<img" not in html
    # city, title, heading, preview, before, quote, after, warning in two languages; then four parts that are copied plain and two by GB/T 7714
    assert html.count(escaped) == 9 + 4 + 2


def test_damage_is_said_on_the_card():
    citation = replace(CITATION, warnings=("原文此处缺数字",))
    html = render_citation(citation, support="verbatim", turn=1, is_open=True, entry=no_entry)
    title = '<b><span data-t="damaged">来源文本有缺损</span></b>'
    chinese = '<span data-for="zh-Hans" lang="zh-Hans">原文此处缺数字</span>'
    english = '<span data-for="en" lang="en">a figure is missing here</span>'
    assert f'<p class="cp-damage">{title}{chinese}{english}</p>' in html


def test_support_is_the_weakest_of_the_sentences_that_cite():
    sentences = (Sentence("a", (1,), "verbatim"), Sentence("b", (1, 2), "paraphrase"))
    assert [support_of(sentences, marker) for marker in (1, 2, 3)] == ["paraphrase", "paraphrase", "verbatim"]


def test_copied_text():
    line = (
        "“森林覆盖率稳定在68.1% 以上”——《郴州市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要》"
        "（郴州市），第二章（原文标题缺失） › 第三节 发展目标 › 2.“十四五”发展目标"
    )
    assert citation_text(CITATION) == line
    assert answer_text(ANSWER) == f"{ANSWER.text}\n\n[1] {line}"


def test_citations_are_shown_as_they_are_verified():
    streaming = Turn(1, "问", state="answering", sentences=ANSWER.sentences)
    assert "cp-sources" not in render_turn(streaming, entry=no_entry)
    html = render_turn(replace(streaming, citations=ANSWER.citations), entry=no_entry)
    assert html.count('class="cp-card"') == len(ANSWER.citations)
    assert "cp-tools" not in html


def test_a_kept_address_elsewhere_is_never_linked():
    evil = replace(CITATION, permalink="javascript:alert(1)")
    html = render_citation(evil, support="verbatim", turn=1, is_open=True, entry=no_entry)
    assert "javascript" not in html
    assert "cp-read" not in html


def test_what_is_copied_has_the_address_of_its_place():
    linked = replace(CITATION, permalink="/plans/chenzhou?quote=2.1-9.ab#quote")
    place = "https://a.cn/plans/chenzhou?quote=2.1-9.ab#quote"
    told = replace(ANSWER, citations=(linked,))
    assert answer_text(told, base="https://a.cn/").endswith(f"{citation_text(linked)} {place}")
    online = gbt_text(linked, None, link=place, seen=date(2026, 3, 5))
    assert "[Z/OL]. [日期不详]: " in online
    assert online.endswith(f"[2026-03-05]. {place}")
    html = render_citation(linked, support="verbatim", turn=1, is_open=True, entry=lambda _: None)
    assert html.count("{here}/plans/chenzhou?quote=2.1-9.ab#quote") == 2


def test_reference_says_what_the_catalogue_does_not_know():
    assert gbt_text(CITATION, None) == (
        f"[责任者不详]. {CITATION.document}[Z]. [日期不详]: {', '.join(CITATION.chapter)}."
    )
    entry = Shelf().entry("chenzhou")
    assert gbt_text(CITATION, entry).startswith(f"郴州市人民政府办公室. {CITATION.document}[Z]. 2021-05-10: ")


def test_question_and_cities_are_escaped():
    html = render_turn(Turn(number=1, question="<script>x</script>", cities=("<b>",)), entry=no_entry)
    assert "<p>&lt;script&gt;x&lt;/script&gt;</p>" in html
    assert "<b>&lt;b&gt;</b>" in html


def test_refusal_is_help_and_no_error():
    refused = replace(ANSWER, refused=True, text="规划中没有提到<票价>。", sentences=(), citations=())
    html = render_turn(
        Turn(number=1, question="票价？", state="done", answer=refused),
        help_html="<i>帮助</i>",
        entry=no_entry,
    )
    assert '<div lang="zh-Hans"><p>规划中没有提到&lt;票价&gt;。</p></div><i>帮助</i></div>' in html
    assert "cp-problem" not in html


def test_problem_shows_the_message_as_text():
    known = render_turn(
        Turn(
            number=1,
            question="问",
            state="failed",
            problem="No plan covers <上海>. Ask less",
            problem_key="failed_city",
        ),
        entry=no_entry,
    )
    assert '<span data-t="failed_city">限定的城市中有未收录规划的，请改选。</span> ' in known
    assert '<span class="cp-detail" lang="en">No plan covers &lt;上海&gt;. Ask less</span></p>' in known
    assert 'data-edit="问"' in known
    unexpected = render_turn(Turn(number=1, question="问", state="failed"), entry=no_entry)
    assert "系统出现意外错误，已记入日志。请稍后重试。" in unexpected
    assert 'data-ask="问"' in unexpected


def test_screen_reader_hears_the_answer_without_markers():
    turn = Turn(number=1, question="问", state="done", answer=ANSWER)
    assert render_announcement(turn) == (
        '<span lang="zh-Hans">到2025年，郴州市森林覆盖率稳定在68.1%以上。</span> '
        '<span data-t="sources_count" data-n="1">引用 1 处原文。</span>'
    )


TABLE = """两市的目标如下[1][2]
| 规划 | 原文 | 年份 | 依据 |
|---|---|---|---|
| 怀化市 | 森林覆盖率 71% | 2025年 | [1] [2] |
| 湘乡市 | 未见 |  | |
| 郴州市 |  |  | |"""


def test_screen_reader_hears_a_table_as_sentences():
    assert spoken_text(TABLE, language="zh-Hans") == (
        "两市的目标如下。 怀化市：原文 森林覆盖率 71%；年份 2025年。 湘乡市：原文 未见。 郴州市。"
    )
    assert spoken_text("| Plan | Text | Source |\n|-|-|-|\n| Huaihua | “71%” | [1] |", language="en") == (
        "Huaihua: Text “71%”."
    )
    turn = Turn(number=1, question="问", state="done", answer=replace(ANSWER, text=TABLE))
    assert "|" not in render_announcement(turn)


def test_both_languages_say_the_same_things():
    strings = all_strings()
    assert list(strings) == ["zh-Hans", "en"]
    assert strings["zh-Hans"].keys() == strings["en"].keys()
    for key, text in strings["zh-Hans"].items():
        assert ("{n}" in text) == ("{n}" in strings["en"][key]), key
