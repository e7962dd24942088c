"""Word documents: numbers, headings, tables, text boxes, notes, and documents that are none."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from embeddings.errors import LoadError
from embeddings.loaders import load_plan
from embeddings.loaders.numbering import chinese, format_number

LEVELS = (
    ("chineseCountingThousand", "第%1章", "space"),
    ("chineseCounting", "%2、", "nothing"),
    ("chineseCounting", "(%3)", "tab"),
    ("decimal", "%4.", "tab"),
    ("decimal", "%1.%5", "space"),
)


def new_document() -> docx.document.Document:
    """Return a document whose list 1 counts 第一章, 一、, (一), 1., 1.1; list 2 is the same and begins anew at 3."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/>{"<w:isLgl/>" if n == 4 else ""}</w:lvl>'
        for n, (kind, text, suffix) in enumerate(LEVELS)
    )
    root.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="7">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="7"/></w:num>'))
    restart = '<w:lvlOverride w:ilvl="3"><w:startOverride w:val="3"/></w:lvlOverride>'
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="2"><w:abstractNumId w:val="7"/>{restart}</w:num>'))
    return document


def numbered(document: docx.document.Document, text: str, level: int, num_id: int = 1) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>')
    )


def lines(document: docx.document.Document, folder: Path) -> list[str]:
    document.save(str(folder / "plan.docx"))
    return load_plan(folder / "plan.docx").text.rstrip("\n").split("\n")


def test_automatic_numbers_are_those_that_word_shows(tmp_path: Path) -> None:
    document = new_document()
    for text, level, num_id in [
        ("总则", 0, 1), ("基础", 1, 1), ("环境", 1, 1), ("机遇", 2, 1), ("挑战", 2, 1), ("港口", 3, 1),
        ("2025年目标", 3, 1), ("产业", 0, 1), ("工业", 1, 1), ("细目", 4, 1), ("续", 3, 2), ("再续", 3, 2), ("末", 0, 1),
    ]:  # fmt: skip
        numbered(document, text, level, num_id)
    numbered(document, "无", 0, 0)
    assert lines(document, tmp_path) == [
        "第一章 总则", "一、基础", "二、环境", "(一)机遇", "(二)挑战", "1. 港口", "2. 2025年目标", "第二章 产业", "一、工业",
        "2.1 细目", "3. 续", "4. 再续", "第三章 末", "无",
    ]  # fmt: skip


def test_a_style_carries_number_and_level(tmp_path: Path) -> None:
    document = new_document()
    for style, level in (("Heading 1", 0), ("Heading 2", 1)):
        document.styles[style].element.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
        )
    for text, style in [
        ("总则", "Heading 1"),
        ("基础", "Heading 2"),
        ("产业", "Heading 1"),
        ("工业", "Heading 2"),
    ]:
        document.add_paragraph(text, style=style)
    assert lines(document, tmp_path) == ["第一章 总则", "一、基础", "第二章 产业", "一、工业"]


def test_headings_without_numbers_get_marks_and_numbered_ones_do_not(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("前言", 1)
    document.add_heading("第一章\n总则", 1)
    document.add_heading("发展基础", 2)
    document.add_heading("(一)优势", 3)
    outlined = document.add_paragraph("附则")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="2"/>'))
    document.add_paragraph("正文一。\n正文二。")
    expected = ["# 前言", "第一章 总则", "## 发展基础", "(一)优势", "### 附则", "正文一。", "正文二。"]
    assert lines(document, tmp_path) == expected


def test_tables_are_rows_with_tabs_and_merged_cells_are_said_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=4)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "指标"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "数值"
    table.cell(1, 1).text, table.cell(1, 2).text = "2020", "2025"
    table.cell(2, 0).text, table.cell(2, 2).text, table.cell(2, 3).text = "森林\n覆盖率", "41.5", "约束性"
    table.cell(3, 0).merge(table.cell(3, 3)).text = "一、民生"
    box = document.add_table(rows=2, cols=1)
    box.cell(0, 0).text = "专栏1 重大工程"
    box.cell(1, 0).text = "港口工程。\n铁路工程。"
    assert lines(document, tmp_path) == [
        "指标\t数值\t\t",
        "\t2020\t2025\t",
        "森林 覆盖率\t\t41.5\t约束性",
        "一、民生\t\t\t",
        "专栏1 重大工程",
        "港口工程。",
        "铁路工程。",
    ]


def add_xml(document: docx.document.Document, body: str) -> None:
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    root = parse_xml(f"<w:body {nsdecls('w')} {spaces}>{body}</w:body>")
    for child in list(root):
        document.element.body.insert(len(document.element.body) - 1, child)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_controls_and_boxes_are_kept_and_deleted_hidden_and_contents_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    box = f"<wps:txbx><w:txbxContent>{paragraph('专栏2 工程')}{paragraph('内容')}</w:txbxContent></wps:txbx>"
    old = (
        f"<v:textbox><w:txbxContent>{paragraph('专栏2 工程')}{paragraph('内容')}</w:txbxContent></v:textbox>"
    )
    add_xml(
        document,
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{paragraph('第一章 总则 1')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{paragraph('第一章 总则')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>保</w:t></w:r><w:ins><w:r><w:t>留</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:t>正</w:t><w:noBreakHyphen/><w:t>文</w:t><w:sym w:font='Symbol' w:char='F0B3'/></w:r></w:p>"
        f"<w:p><w:r><w:t>锚</w:t><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    toc = document.add_paragraph("第二章 产业 9")
    document.styles.add_style("toc 1", 1)
    toc.style = "toc 1"
    assert lines(document, tmp_path) == ["第一章 总则", "保留正-文≥", "锚", "专栏2 工程", "内容"]


def rewrite(path: Path, changes: dict[str, str]) -> None:
    """Put parts into a document, new or in the place of old ones."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, **{name: text.encode() for name, text in changes.items()}}.items():
            archive.writestr(name, data)


def test_notes_stand_at_the_end_in_the_order_of_their_markers(tmp_path: Path) -> None:
    document = docx.Document()
    add_xml(
        document,
        "<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id='5'/><w:t>乙</w:t><w:footnoteReference w:id='2'/></w:r></w:p>",
    )
    path = tmp_path / "plan.docx"
    document.save(str(path))
    with zipfile.ZipFile(path) as archive:
        types = archive.read("[Content_Types].xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'>{paragraph('-')}</w:footnote>"
        f"<w:footnote w:id='2'>{paragraph('后注。')}</w:footnote>"
        f"<w:footnote w:id='5'>{paragraph('前注。')}</w:footnote></w:footnotes>"
    )
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    relation = f'<Relationship Id="rId99" Type="{place}" Target="footnotes.xml"/></Relationships>'
    rewrite(
        path,
        {
            "word/footnotes.xml": notes,
            "[Content_Types].xml": types.replace("</Types>", override),
            "word/_rels/document.xml.rels": relations.replace("</Relationships>", relation),
        },
    )
    assert load_plan(path).text == "甲[1]乙[2]\n1. 前注。\n2. 后注。\n"


def saved(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("第一章 总则")
    document.save(str(folder / "plan.docx"))
    return folder / "plan.docx"


def test_damaged_encrypted_and_other_archives_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path)
    data = path.read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "x")
    for content, message in [
        (
            data[: len(data) // 2],
            "plan.docx is damaged (File is not a zip file). Open it in Word or LibreOffice",
        ),
        (data[:200] + b"\0" * 400 + data[600:], "plan.docx is damaged"),
        (ole + "EncryptedPackage".encode("utf-16-le"), "plan.docx is encrypted. Save it without a password."),
        (ole + b"\0" * 512, "plan.docx is an old Word document (97-2003)"),
        (other.getvalue(), "plan.docx is a zip archive but no Word document"),
    ]:
        path.write_bytes(content)
        with pytest.raises(LoadError) as caught:
            load_plan(path)
        assert message in str(caught.value)


def test_a_part_with_senseless_values_is_told(tmp_path: Path) -> None:
    document = new_document()
    numbered(document, "总则", 0)
    path = tmp_path / "plan.docx"
    document.save(str(path))
    with zipfile.ZipFile(path) as archive:
        numbering = archive.read("word/numbering.xml").decode()
    rewrite(path, {"word/numbering.xml": numbering.replace('w:start w:val="1"', 'w:start w:val="eins"')})
    with pytest.raises(LoadError) as caught:
        load_plan(path)
    assert str(caught.value) == (
        "plan.docx is damaged (ValueError: invalid literal for int() with base 10: 'eins'). "
        "Save it again in the program that wrote it."
    )


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = saved(tmp_path)
    rewrite(path, {"word/document.xml": " " * (102 * 2**20)})
    assert path.stat().st_size < 2**20
    with pytest.raises(LoadError, match=r"plan\.docx unpacks to 10[2-4] MB from 0\.1"):
        load_plan(path)


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path)
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "哈哈"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    rewrite(path, {"word/document.xml": bomb})
    with pytest.raises(LoadError, match=r"plan\.docx declares XML entities"):
        load_plan(path)


def test_a_broken_part_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path)
    rewrite(path, {"word/document.xml": "<w:document"})
    with pytest.raises(LoadError, match=r"plan\.docx cannot be read as a Word document"):
        load_plan(path)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 11, "十一"), ("chineseCounting", 20, "二十"),
        ("chineseCountingThousand", 105, "一百零五"), ("chineseCountingThousand", 110, "一百一十"),
        ("ideographDigital", 20, "二〇"), ("chineseLegalSimplified", 12, "壹拾贰"), ("decimalZero", 3, "03"),
        ("decimalEnclosedCircle", 3, "③"), ("decimalEnclosedCircle", 21, "21"), ("upperLetter", 28, "BB"),
        ("lowerRoman", 14, "xiv"), ("ideographTraditional", 2, "乙"), ("somethingNew", 4, "4"),
    ],
)  # fmt: skip
def test_number_formats(kind: str, value: int, shown: str) -> None:
    assert format_number(value, kind) == shown


def test_chinese_numbers() -> None:
    assert [chinese(n) for n in (1, 19, 99, 100, 1001, 1010)] == [
        "一", "一十九", "九十九", "一百", "一千零一", "一千零一十",
    ]  # fmt: skip


def run(paragraph: docx.text.paragraph.Paragraph, text: str, setting: str = "") -> None:
    made = paragraph.add_run(text)
    if setting:
        made._r.get_or_add_rPr().append(parse_xml(f"<w:{setting} {nsdecls('w')}/>"))


def test_raised_figures_join_no_figure(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("用水")
    for text, raised in [("12.4", "3"), ("亿立方米,湿地5.6×10", "4"), ("公顷,绿地8km", "2"), (",其中", "①")]:
        run(paragraph, text)
        run(paragraph, raised, 'vertAlign w:val="superscript"')
    assert lines(document, tmp_path) == ["用水12.4[3]亿立方米,湿地5.6×10⁴公顷,绿地8km²,其中①"]


def test_struck_text_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("建成")
    run(paragraph, "8000", "strike")
    run(paragraph, "7", "dstrike")
    run(paragraph, "9500套", 'strike w:val="false"')
    assert lines(document, tmp_path) == ["建成9500套"]


def test_a_paragraph_whose_end_was_deleted_goes_on(tmp_path: Path) -> None:
    document = docx.Document()
    first = document.add_paragraph("新建农村公路")
    first._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del w:id='1'/></w:rPr>"))
    document.add_paragraph("860公里。")
    document.add_paragraph("新段。")
    assert lines(document, tmp_path) == ["新建农村公路860公里。", "新段。"]


def test_a_line_break_after_a_comma_ends_no_line(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("到2030年,\n毛入学率达到96.5%;\n受教育年限达到11.8年。\n其他。")
    document.add_paragraph("要做到:\n(一)稳增长;\n(二)调结构;\n——促改革。")
    assert lines(document, tmp_path) == [
        "到2030年,毛入学率达到96.5%;受教育年限达到11.8年。",
        "其他。",
        "要做到:",
        "(一)稳增长;",
        "(二)调结构;",
        "——促改革。",
    ]


def test_a_table_in_a_cell_keeps_its_rows(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(2, 2)
    outer.cell(0, 0).text, outer.cell(0, 1).text = "类别", "内容"
    outer.cell(1, 0).text = "重点工程"
    inner = outer.cell(1, 1).add_table(2, 2)
    for row, (name, value) in zip(inner.rows, [("项目", "投资"), ("北站", "52.4")], strict=True):
        row.cells[0].text, row.cells[1].text = name, value
    assert lines(document, tmp_path) == ["类别\t内容", "重点工程", "项目\t投资", "北站\t52.4"]


def test_a_document_in_a_frame_is_read_as_without_it(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.add_paragraph("第一章 总则")
    cell.add_paragraph("文字。")
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "指标", "2030"
    assert lines(document, tmp_path) == ["第一章 总则", "文字。", "指标\t2030"]


def test_pictures_are_counted_if_they_may_show_something(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (40, 40), "red").save(tmp_path / "p.png")
    document = docx.Document()
    document.add_picture(str(tmp_path / "p.png"), width=docx.shared.Cm(8))
    document.add_picture(str(tmp_path / "p.png"), width=docx.shared.Cm(1))
    document.save(str(tmp_path / "plan.docx"))
    document.add_paragraph("第一章 总则")
    document.save(str(tmp_path / "plan.docx"))
    loaded = load_plan(tmp_path / "plan.docx")
    assert loaded.warnings[0] == "1 pictures were not read"
    assert loaded.text == "〔此处为图片，未读〕\n第一章 总则\n"  # said at its place
