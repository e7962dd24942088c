"""One's own documents in the page: upload, see what was read, correct, add, remove; off unless an operator allows it."""

from qa.web.own.access import Access
from qa.web.own.desk import Desk, OwnCorpus
from qa.web.own.routes import add_own_pages

__all__ = ["Access", "Desk", "OwnCorpus", "add_own_pages"]
