"""A site that takes documents, before and after signing in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.web.api import WebOptions
from tests.qa.web.own.site import TOKEN, Site


@pytest.fixture
def site(tmp_path: Path, small_corpus: Path) -> Iterator[Site]:
    made = Site(tmp_path, small_corpus, WebOptions(admin_token=TOKEN))
    yield made
    made.desk.close()


@pytest.fixture
def inside(site: Site) -> Site:
    assert site.enter().status_code == 200
    return site
