"""Two plans side by side: their indicators, the sections that treat the same, and what both say of a theme."""

from qa.web.compare.routes import add_compare_page

__all__ = ["add_compare_page"]
