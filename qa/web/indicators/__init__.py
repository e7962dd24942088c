"""The indicator table as pages under ``/indicators``: they work without scripts and load nothing from elsewhere."""

from qa.web.indicators.routes import add_indicator_pages

__all__ = ["add_indicator_pages"]
