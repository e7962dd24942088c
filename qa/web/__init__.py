"""The chat page and the HTTP API. Only this package imports Gradio and FastAPI; import it late."""

from __future__ import annotations

from qa.web.api import WebOptions
from qa.web.app import create_app
from qa.web.chat import build_chat
from qa.web.own import OwnCorpus
from qa.web.server import serve

__all__ = ["OwnCorpus", "WebOptions", "build_chat", "create_app", "serve"]
