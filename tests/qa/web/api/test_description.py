"""The API does what its own OpenAPI description says: schemathesis makes requests from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.config import (
    ChecksConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)

from qa.shelf import Shelf
from qa.web import WebOptions, create_app
from qa.web.gate.hosts import Hosts

# A city that no plan covers, and a question that is empty once read, have the right form and cannot be answered.
# A text that is too long may make the whole body too long, which is told first.
_CHECKS = ChecksConfig(
    positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=["2xx", "400", "404"])
)
_CHECKS.negative_data_rejection.expected_statuses.append("413")


@pytest.fixture(scope="session")
def application(small: Callable[..., Any], small_corpus: Path) -> Any:
    hosts = Hosts(frozenset({"testserver"}))  # what schemathesis calls an application without an address
    return create_app(small(), shelf=Shelf(small_corpus), options=WebOptions(rate_limit=0, hosts=hosts))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_what_is_described_is_what_happens(application: Any, mode: GenerationMode) -> None:
    project = ProjectConfig(checks=_CHECKS)
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", application, config=config)
    cases: Counter[str] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not operation.body:
            continue  # nothing in an address without a body could be wrong

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=15,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def check(case: Any) -> None:
            case.call_and_validate()
            cases[case.operation.label] += 1

        check()
    assert cases["POST /api/ask"] >= 10
    assert cases["POST /v1/chat/completions"] >= 10


def test_everything_promised_is_described_with_examples(application: Any) -> None:
    description = TestClient(application, base_url="http://localhost").get("/api/openapi.json").json()
    assert sorted(description["paths"]) == [
        "/api/ask",
        "/api/indicators",
        "/api/plans",
        "/api/plans/{document_id}/outline",
        "/api/progress",
        "/api/search",
        "/healthz",
        "/metrics",
        "/readyz",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{model}",
    ]
    schemas = description["components"]["schemas"]
    for body in ("AskBody", "SearchBody", "CompletionBody"):
        assert schemas[body]["examples"]
    problem = description["paths"]["/api/ask"]["post"]["responses"]["429"]["content"]
    assert list(problem) == ["application/problem+json"]
