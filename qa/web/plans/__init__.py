"""The plans as pages: the list, and a reader that a citation leads to."""

from qa.web.plans.routes import add_plan_pages

__all__ = ["add_plan_pages"]
