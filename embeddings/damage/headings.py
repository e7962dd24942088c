"""Headings that lost characters, as the table of contents proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from embeddings.damage.record import Damage
from embeddings.heading_words import FUSED_TITLE, LOST_TITLE
from embeddings.headings import Section


def heading_damage(sections: Iterable[Section]) -> Iterator[Damage]:
    """Yield a record for each heading whose title was read from the table of contents."""
    for section in sections:
        printed = section.printed
        if printed and printed != section.title and not section.title.endswith((FUSED_TITLE, LOST_TITLE)):
            yield Damage(
                section.head_end - len(printed),
                section.head_end,
                "heading-lost",
                f"原文标题缺字,目录作“{section.title}”",
                severity="words",
                certain=f"目录作“{section.title}”",
                likely=section.title,
                why="标题与目录不一致",
            )
