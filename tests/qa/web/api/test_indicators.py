"""``GET /api/indicators`` over the small corpus."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient


def test_indicators_are_compared_over_the_plans(api: Callable[..., TestClient]) -> None:
    found = (
        api().get("/api/indicators", params={"indicator": "地区生产总值", "city": ["云泽", "鹤岭"]}).json()
    )
    assert [plan["document_id"] for plan in found["plans"]] == ["yunze", "heling"]
    (line,) = found["lines"]
    assert [cell["target"]["best"]["value"] for cell in line["cells"]] == ["3500亿元", "900亿元"]
    assert line["targets"]["ranking"] == [
        {"document_id": "yunze", "place": 1},
        {"document_id": "heling", "place": 2},
    ]
    assert [cell["baseline"]["status"] for cell in line["cells"]] == ["empty", "empty"]


def test_groups_and_all_may_be_asked_and_unknown_names_are_told(api: Callable[..., TestClient]) -> None:
    client = api()
    assert len(client.get("/api/v1/indicators", params={"indicator": "security"}).json()["lines"]) >= 5
    assert len(client.get("/api/indicators").json()["lines"]) >= 60
    unknown = client.get("/api/indicators", params={"indicator": "幸福感"})
    assert (unknown.status_code, unknown.headers["content-type"]) == (400, "application/problem+json")
    assert "'幸福感'" in unknown.json()["detail"]
    assert client.get("/api/indicators", params={"city": "火星"}).status_code == 400
