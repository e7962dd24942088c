"""The help of the pages, written as Markdown in two languages, and the page for an address that leads nowhere."""

from qa.web.help.routes import add_help_page, missing_page

__all__ = ["add_help_page", "missing_page"]
