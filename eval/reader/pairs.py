"""All rows that a reader is trained and tested with, from a folder of data; what is held out stays out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from random import Random
from typing import Any

from embeddings.corpus import SHIPPED_CORPUS, read_corpus
from eval.errors import ReaderDataError
from eval.gold import SHIPPED_GOLD, load_gold
from eval.reader.gold_rows import gold_row_sources
from eval.reader.lookalikes import Lookalikes
from eval.reader.own import Asked, read_asked, rows_of
from eval.reader.public import PublicRows, Question, read_squad
from eval.reader.rows import Row, Source, as_seen, passage_row, read_jsonl, read_plan, read_report
from eval.reader.tables import rows_of_tables

HELD_REPORTS = ("湖南", "新疆", "四川", "福建")
"""Reports whose questions are never trained on."""
WRITTEN = Path(__file__).parent / "written"
"""Further questions on the reports and plans of the data, their lines numbered as there: questions/, plans/."""
PLANS = {
    "changzhutan": ("长株潭", ("changzhutan",)),
    "chenzhou": ("郴州市", ("chenzhou",)),
    "hengyang": ("衡阳市", ("hengyang",)),
    "huaihua": ("怀化市", ("huaihua-a", "huaihua-b")),
    "xiangxiang": ("湘乡市", ("xiangxiang",)),
}


@dataclass(frozen=True, slots=True)
class Data:
    """The folder that ``cityplans eval reader train --data`` names: public/, reports/, questions/, dialogues/, plans/.

    ``unread`` is the pattern of the names of those files of :data:`WRITTEN` that earlier weights have not read.
    """

    folder: Path
    unread: str = "*"

    def __post_init__(self) -> None:
        if not (self.folder / "questions").is_dir() or not (self.folder / "public").is_dir():
            raise ReaderDataError(
                f"{self.folder} holds no reader data",
                remedy="It needs public, reports, questions, dialogues and plans",
            )

    def reports(self, *, held: bool) -> list[tuple[Source, list[Asked]]]:
        """Return reports with their questions and dialogues: those held out, or all others."""
        found = []
        for path in sorted((self.folder / "reports").glob("*.txt")):
            if any(name in path.stem for name in HELD_REPORTS) is not held:
                continue
            source = read_report(path)
            written = read_jsonl(self.folder / "questions" / f"{path.stem}.jsonl")
            written += read_jsonl(self.folder / "dialogues" / f"{path.stem}.jsonl")
            later = _later("questions", path.stem, source, self.unread)
            found.append((source, [*read_asked(source, written), *later]))
        return found

    def paragraphs(self, name: str) -> list[str]:
        """Return the paragraphs of a report, its sentences joined again."""
        text = (self.folder / "reports" / f"{name}.txt").read_text(encoding="utf-8")
        return [
            "".join(line.partition("] ")[2] for line in paragraph.splitlines())
            for paragraph in text.split("\n\n")
            if paragraph.strip()
        ]

    def plans(self) -> list[tuple[Source, list[Asked]]]:
        """Return the shipped plans as they are cut for training, with the questions written on them."""
        found = []
        for name, (city, files) in PLANS.items():
            source = read_plan(self.folder / "plans" / f"{name}.txt", city)
            written = [
                row for file in files for row in read_jsonl(self.folder / "plan-questions" / f"{file}.jsonl")
            ]
            found.append(
                (source, [*read_asked(source, written), *_later("plans", name, source, self.unread)])
            )
        return found

    def public_training(self) -> list[Question]:
        """Return the public questions that are trained on; the English ones twice, for they are few."""
        public = self.folder / "public"
        english = read_squad(
            public / "xquad_zh.json.gz", questions=public / "xquad_en.json.gz", language="en"
        )
        return [
            *read_squad(public / "cmrc2018_train.json.gz"),
            *read_squad(public / "cmrc2018_trial.json.gz"),
            *read_squad(public / "drcd_dev.json.gz", language="zh-Hant"),
            *read_squad(public / "xquad_zh.json.gz"),
            *english,
            *english,
        ]

    def public_test(self) -> list[Question]:
        """Return the public questions that are only tested with."""
        public = self.folder / "public"
        return [
            *read_squad(public / "cmrc2018_dev.test.json.gz"),
            *read_squad(public / "drcd_test.test.json.gz", language="zh-Hant"),
        ]


def _later(folder: str, name: str, source: Source, unread: str) -> Iterator[Asked]:
    """Yield the further questions on a source, in all files that begin with its name."""
    for path in _later_files(folder, name):
        yield from read_asked(source, read_jsonl(path), later=True, unread=fnmatch(path.stem, unread))


def later_rows(folder: str, name: str) -> list[dict[str, Any]]:
    """Return what was written later on a source, from all files that begin with its name."""
    return [row for path in _later_files(folder, name) for row in read_jsonl(path)]


def _later_files(folder: str, name: str) -> list[Path]:
    return sorted((WRITTEN / folder).glob(f"{name}*.jsonl"))


def some_of(asked: Sequence[Asked], again: float, random: Random) -> list[Asked]:
    """Return all unread questions and a share of those that earlier weights have read."""
    return [each for each in asked if each.unread or again >= 1 or random.random() < again]


def public_rows(questions: list[Question], count: int, random: Random) -> list[Row]:
    """Return ``count`` rows of public questions drawn without return, the English first; half have no answer."""
    make = PublicRows(questions, random)
    english = [each for each in questions if each.language == "en"][: count // 3]
    others = [each for each in questions if each.language != "en"]
    random.shuffle(others)
    chosen = [*english, *others][:count]
    rows = [make.row(each, answered=random.random() < 0.5) for each in chosen]
    random.shuffle(rows)
    return rows


def own_rows(data: Data, random: Random, *, again: float = 1.0) -> list[Row]:
    """Return all rows of reports, plans, tables and the ``extra`` gold questions.

    ``again`` is the share of what earlier weights have read that is read again, beside all that is unread.

    The gold's two halves stay out: dev is what is tuned on, test is for totals.
    """
    texts = [*data.reports(held=False), *data.plans()]
    sources = [source for source, _ in texts]
    lookalikes = Lookalikes(sources)
    rows = [
        row
        for _, asked in texts
        for each in some_of(asked, again, random)
        for row in rows_of(each, sources, lookalikes, random)
    ]
    read_before: list[Row] = []
    for source, _ in data.plans():
        read_before.extend(rows_of_tables(source, random))
    documents = read_corpus(SHIPPED_CORPUS)
    gold = load_gold([SHIPPED_GOLD / "extra"], documents)
    read_before.extend(gold_row_sources([row for row in gold.rows if row.answerable], documents, random))
    rows.extend(row for row in read_before if random.random() < again)
    random.shuffle(rows)
    return [as_seen(row) for row in rows if row.units]


def held_rows(data: Data, random: Random, *, later: bool = False) -> list[Row]:
    """Return the test rows of the held reports: each question on its passage, its twin on the look-alike.

    Of those first written, or of the ``later`` ones, most of which are in everyday words.
    """
    return [
        as_seen(row)
        for source, asked in data.reports(held=True)
        for each in asked
        if each.later is later
        for row in _test_pair(source, each, random)
    ]


def _test_pair(source: Source, asked: Asked, random: Random) -> Iterator[Row]:
    if not asked.right:
        return
    window = source.window(asked.right[0], random, most=320)
    yield passage_row(
        source, window, asked.question, answers=asked.right, short=asked.short,
        kind=asked.kind, made="answered", language=asked.language,
    )  # fmt: skip
    if asked.twin:
        near = source.window((asked.near or asked.right)[0], random, most=320)
        yield passage_row(source, near, asked.twin, kind=asked.kind, made="twin", language=asked.language)
