"""PDF files: paragraphs, columns, tables, running heads, and files without a text layer."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from embeddings.errors import LoadError
from embeddings.loaders import Loaded, load_plan
from embeddings.loaders.numbering import chinese
from embeddings.loaders.pdf_page import Page, read_page

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
FLUSH = ParagraphStyle("flush", BODY, firstLineIndent=0)
HEAD = ParagraphStyle("head", fontName=FONT, fontSize=18, leading=30, alignment=1)
SENTENCE = (
    "本规划提出坚持新发展理念,加快建设长江经济带示范区,推进到2025年森林覆盖率达到41.5%,城镇化率达到65%左右。"
)
ROWS = [["指标", "2020", "2025"], ["森林覆盖率(%)", "", "41.5"], ["城镇化率", "60", "65"]]
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONTNAME", (0, 0), (-1, -1), FONT)]


def running_head(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawString(72, 800, "岳阳市国民经济和社会发展第十四个五年规划纲要")
    canvas.drawCentredString(300, 30, f"- {document.page} -")


def plan(body: ParagraphStyle) -> tuple[list[object], list[str]]:
    """Return six chapters as they are printed, and as they should be read."""
    printed: list[object] = []
    read: list[str] = []
    for number in "一二三四五六":
        printed.append(Paragraph(f"第{number}章 加快发展", HEAD))
        read.append(f"第{number}章 加快发展")
        for length in range(1, 7):
            # No two lines alike, or they would look like running heads.
            text = "".join(f"{chinese(100 * len(read) + n + 1)}是{SENTENCE}" for n in range(length))
            printed.append(Paragraph(text, body))
            read.append(text)
        printed.append(Table(ROWS, style=GRID))
        read += ["指标\t2020\t2025", "森林覆盖率(%)\t\t41.5", "城镇化率\t60\t65"]
    return printed, read


def pdf(story: list[object], columns: int = 1, **options: object) -> bytes:
    """Print a story; with more than a page or two of it there is a running head."""
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, **options)
    frames = (
        [Frame(72, 60, 450, 720)] if columns == 1 else [Frame(60, 60, 225, 720), Frame(310, 60, 225, 720)]
    )
    furniture = {"onPage": running_head} if len(story) > 20 else {}
    document.addPageTemplates(PageTemplate(frames=frames, **furniture))
    document.build(story)
    return out.getvalue()


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, 12)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def load(folder: Path, data: bytes) -> Loaded:
    (folder / "plan.pdf").write_bytes(data)
    return load_plan(folder / "plan.pdf")


@pytest.mark.parametrize("columns", [1, 2])
def test_paragraphs_headings_and_tables_in_reading_order(tmp_path: Path, columns: int) -> None:
    story, expected = plan(BODY)
    loaded = load(tmp_path, pdf(story, columns))
    assert loaded.text.rstrip("\n").split("\n") == expected
    assert loaded.warnings == ()


def test_without_indents_a_full_stop_ends_a_paragraph(tmp_path: Path) -> None:
    story = [Paragraph(SENTENCE.replace("。", ";") * 3 + "完。", FLUSH), Paragraph(SENTENCE, FLUSH)] * 4
    loaded = load(tmp_path, pdf(list(story)))
    assert loaded.text.rstrip("\n").split("\n") == [SENTENCE.replace("。", ";") * 3 + "完。", SENTENCE] * 4


def test_a_box_has_margins_of_its_own(tmp_path: Path) -> None:
    inner = [Paragraph("专栏1 重大工程", FLUSH), Paragraph(SENTENCE, BODY), Paragraph("(一)港口工程。", BODY)]
    box = Table([[inner]], colWidths=[300], style=GRID)
    loaded = load(tmp_path, pdf([Paragraph(SENTENCE * 2, BODY), box, Paragraph(SENTENCE * 2, BODY)]))
    assert loaded.text.rstrip("\n").split("\n") == [
        SENTENCE * 2, "专栏1 重大工程", SENTENCE, "(一)港口工程。", SENTENCE * 2,
    ]  # fmt: skip


def test_turned_text_is_left_out_and_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE[:30])
        canvas.rotate(90)
        canvas.drawString(200, -20, "侧边文字")

    loaded = load(tmp_path, drawn(draw))
    assert loaded.text == SENTENCE[:30] + "\n"
    assert loaded.warnings[0] == "turned text on 1 pages was not read: 1"


def test_pages_that_are_pictures_are_told(tmp_path: Path) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("L", (60, 60), 128))

    def mixed(canvas: Canvas) -> None:
        for line in range(12):
            canvas.drawString(72, 700 - 20 * line, SENTENCE[:30])
        canvas.showPage()
        canvas.drawImage(picture, 0, 0, 500, 700)

    assert (
        load(tmp_path, drawn(mixed)).warnings[0] == "1 pages are pictures without text and were not read: 2"
    )

    with pytest.raises(LoadError) as caught:
        load(tmp_path, drawn(lambda canvas: canvas.drawImage(picture, 0, 0, 500, 700)))
    assert str(caught.value) == (
        "plan.pdf is scanned, it has no text layer (1 pages, 0 characters). Run text recognition (OCR) over it "
        "first, or give the plan as .docx, .html or .txt."
    )


def test_empty_encrypted_and_damaged_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"plan\.pdf is empty, it has no text \(1 pages, 0 characters\)"):
        load(tmp_path, drawn(lambda canvas: canvas.line(0, 0, 9, 9)))
    secret = pdf([Paragraph(SENTENCE, BODY)], encrypt=StandardEncryption("geheim", strength=128))
    with pytest.raises(LoadError, match=r"plan\.pdf is encrypted\. Save it without a password"):
        load(tmp_path, secret)
    with pytest.raises(LoadError, match=r"plan\.pdf is no PDF that can be read"):
        load(tmp_path, b"%PDF-1.7\nrubbish")


def test_a_file_that_may_be_read_but_not_changed_is_no_secret(tmp_path: Path) -> None:
    lock = StandardEncryption("", ownerPassword="owner", canModify=0, strength=128)
    latin = ParagraphStyle("latin", fontName="Helvetica", fontSize=12)
    text = "Outline of the 15th five-year plan of Yueyang"
    assert load(tmp_path, pdf([Paragraph(text, latin)], encrypt=lock)).text == text + "\n"


def page_with(folder: Path, draw: Callable[[Canvas], None]) -> Loaded:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number in range(12):  # text enough to be a plan
        canvas.setFont(FONT, 10)
        canvas.drawString(
            72, 780 - 16 * number, f"{chinese(number + 1)}是加快建设示范区,推进城镇化,到2025年达到65%。"
        )
    draw(canvas)
    canvas.showPage()
    canvas.save()
    path = folder / "plan.pdf"
    path.write_bytes(out.getvalue())
    return load_plan(path)


def test_a_heading_printed_twice_to_look_bold_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        for shift in (0, 0.4, 0.8):
            canvas.drawString(72 + shift, 560 + shift / 2, "第四章 保障人人安居11处")

    assert page_with(tmp_path, draw).text.rstrip("\n").split("\n")[-1] == "第四章 保障人人安居11处"


def test_a_slanted_watermark_is_not_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(150, 600)
        canvas.rotate(40)
        canvas.setFont(FONT, 30)
        canvas.drawString(0, 0, "内部资料请勿外传")
        canvas.restoreState()

    loaded = page_with(tmp_path, draw)
    assert not set("内部资料请勿外传") & set(loaded.text)
    assert loaded.warnings[0] == "turned text on 1 pages was not read: 1"


def test_columns_without_rules_are_a_table_with_its_empty_cells(tmp_path: Path) -> None:
    rows = [
        ("指标", "单位", "2025年", "2030年", "属性"),
        ("常住人口城镇化率占比", "%", "55.7", "65.5", "预期性"),
        ("地区生产总值", "亿元", "", "2119", "预期性"),
        ("森林覆盖率", "%", "47.53", "54.42", "约束性"),
    ]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 10)
        for number, row in enumerate(rows):
            for x, cell in zip((72, 185, 250, 340, 430), row, strict=True):
                canvas.drawString(x, 560 - 20 * number, cell)

    assert page_with(tmp_path, draw).text.rstrip("\n").split("\n")[-4:] == ["\t".join(row) for row in rows]


def test_pictures_beside_text_are_told_by_page(tmp_path: Path) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("RGB", (40, 40), "red"))
    assert page_with(tmp_path, lambda canvas: canvas.drawImage(picture, 72, 300, 200, 200)).warnings[0] == (
        "pictures on 1 pages were not read: 1"
    )
    told = page_with(tmp_path, lambda canvas: canvas.drawImage(picture, 72, 300, 200, 200)).text
    assert "\n〔此处为图片，未读〕\n" in told  # at its place
    small = page_with(tmp_path, lambda canvas: canvas.drawImage(picture, 72, 300, 20, 20))
    assert not any("pictures" in warning for warning in small.warnings)


def test_a_second_reader_is_asked_where_the_first_finds_no_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(canvas: Canvas) -> None:
        for line in range(12):
            canvas.setFont(FONT, 12)
            canvas.drawString(72, 700 - 20 * line, f"{chinese(line + 1)}是{SENTENCE[:30]}")
        canvas.drawString(300, 30, "- 1 -")

    data = drawn(write)

    def unmapped(page: Any, number: int) -> Page:
        read = read_page(page, number)
        words = tuple(replace(word, text="(cid:7)" * len(word.text)) for word in read.words)
        return replace(read, words=words)

    monkeypatch.setattr("embeddings.loaders.pdf.read_page", unmapped)
    loaded = load(tmp_path, data)
    assert loaded.text == "".join(f"{chinese(n + 1)}是{SENTENCE[:30]}\n" for n in range(12))
    assert loaded.warnings[0].startswith("read with a second reader")
    monkeypatch.setattr("embeddings.loaders.pdf_plain._LEAST_PLAUSIBLE", 2.0)
    with pytest.raises(LoadError, match="do not say which characters they show"):
        load(tmp_path, data)


def test_a_footnote_between_two_halves_of_a_sentence_comes_after_it(tmp_path: Path) -> None:
    half = "一是本规划提出坚持新发展理念,加快建设长江经济带示范区,推进森林"
    other = "覆盖率达到41.5%,城镇化率达到65%左右。"

    def write(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        for line in range(10):
            canvas.drawString(72, 700 - 20 * line, f"{chinese(line + 2)}是{half[2:-2]}。")
        canvas.drawString(72, 480, half)
        canvas.setFont(FONT, 9)
        canvas.drawString(72, 80, "1 森林指郁闭度达到标准的林地,其中公益林")
        canvas.drawString(72, 66, "1.9万亩。")
        canvas.drawString(72, 52, "2 城镇化率按常住人口计。")
        canvas.showPage()
        canvas.setFont(FONT, 12)
        canvas.drawString(72, 760, other)
        for line in range(10):
            canvas.drawString(72, 740 - 20 * line, f"{chinese(line + 30)}是{half[2:-2]}。")

    read = load(tmp_path, drawn(write)).text.split("\n")
    assert read[10:13] == [
        half + other,
        "1 森林指郁闭度达到标准的林地,其中公益林1.9万亩。",
        "2 城镇化率按常住人口计。",
    ]
