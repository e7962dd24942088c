"""Looking through all plans without asking: passages, and who mentions a word and who does not."""

from qa.web.search.routes import add_search_page

__all__ = ["add_search_page"]
