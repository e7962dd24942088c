"""What was promised and reached as a page under ``/progress``: it works without scripts and loads nothing from elsewhere."""

from qa.web.progress.routes import add_progress_page

__all__ = ["add_progress_page"]
