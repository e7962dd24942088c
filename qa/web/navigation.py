"""What every page leads to."""

from __future__ import annotations

from typing import Final

PAGES: Final = (
    ("chat", "/"),
    ("search", "/search"),
    ("plans", "/plans"),
    ("compare", "/compare"),
    ("indicators", "/indicators"),
    ("progress", "/progress"),
    ("help", "/help"),
)
"""The key of each page's name (``nav_…``) and its path, in the order of the header."""
