"""The HTTP API: questions, searches and plans as JSON, an OpenAI-compatible face, health and metrics."""

from qa.web.api.guard import Guard
from qa.web.api.metrics import Metrics
from qa.web.api.options import WebOptions
from qa.web.api.routes import add_api
from qa.web.api.served import Served

__all__ = ["Guard", "Metrics", "Served", "WebOptions", "add_api"]
