"""Settings come from the environment, and a wrong one is an error that says what to do."""

import os
import re
from pathlib import Path

import pytest

from embeddings.corpus import SHIPPED_CORPUS
from qa.errors import SettingsError
from qa.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in list(os.environ):
        if variable.upper().startswith("CITYPLANS_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.embedder, settings.corpus_dir, settings.threads, settings.device) == (
        None,
        None,
        None,
        None,
    )
    assert (settings.dtype, settings.generator, settings.log_level) == ("auto", "extractive", "WARNING")
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings.corpus_folders == (SHIPPED_CORPUS, settings.plans_dir)
    assert settings.own_folder == settings.plans_dir


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname == "Darwin", reason="XDG folders")
def test_default_folders_are_the_users(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.index_dir == tmp_path / "data" / "cityplans" / "index"
    assert settings.plans_dir == tmp_path / "data" / "cityplans" / "plans"
    assert settings.cache_dir == tmp_path / "cache" / "cityplans"


def test_environment_and_overrides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITYPLANS_PORT", "8001")
    monkeypatch.setenv("CITYPLANS_THREADS", "2")
    monkeypatch.setenv("CITYPLANS_LOG_LEVEL", "info")
    monkeypatch.setenv("CITYPLANS_HOST", "")
    monkeypatch.setenv("CITYPLANS_CORPUS_DIR", "~/plans")
    settings = load_settings(port=9000, threads=None)
    assert (settings.port, settings.threads, settings.log_level) == (9000, 2, "INFO")
    assert settings.host == "127.0.0.1"
    assert settings.corpus_folders == (tmp_path / "plans",)
    assert settings.own_folder == tmp_path / "plans"


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("CITYPLANS_INDEX", "CITYPLANS_INDEX_DIR"),
        ("CITYPLANS_EMBEDER", "CITYPLANS_EMBEDDER"),
        ("CITYPLANS_TREADS", "CITYPLANS_THREADS"),
        ("cityplans_prot", "CITYPLANS_PORT"),
    ],
)
def test_unknown_variable_is_named_with_the_nearest(
    variable: str, nearest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"{variable} is not a setting. Did you mean {nearest}?"


def test_unknown_variable_near_nothing_lists_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLANS_ZZZZ", "1")
    with pytest.raises(SettingsError, match="CITYPLANS_ZZZZ is not a setting") as caught:
        load_settings()
    listed = re.findall(r"CITYPLANS_[A-Z_]+", caught.value.remedy)
    assert listed == [f"CITYPLANS_{name.upper()}" for name in Settings.model_fields]


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("CITYPLANS_THREADS", "0", "a whole number from 1; unset to leave it to torch"),
        ("CITYPLANS_THREADS", "four", "a whole number from 1; unset to leave it to torch"),
        ("CITYPLANS_DTYPE", "int8", "auto, float32 or bfloat16"),
        ("CITYPLANS_GENERATOR", "gpt", "extractive, transformers or openai"),
        ("CITYPLANS_PORT", "65536", "a whole number from 1 to 65535"),
        ("CITYPLANS_DEVICE", "the GPU", "a torch device such as cpu, cuda, cuda:1 or mps"),
        ("CITYPLANS_LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_invalid_value_names_variable_value_and_allowed(
    variable: str, value: str, allowed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"{variable}={value} cannot be used. Allowed: {allowed}."


def test_invalid_and_unknown_overrides_are_named_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLANS_PORT", "8001")
    with pytest.raises(
        SettingsError, match=r"^port=0 cannot be used\. Allowed: a whole number from 1 to 65535"
    ):
        load_settings(port=0)
    with pytest.raises(SettingsError, match=r"^indexdir is not a setting\. Did you mean index_dir\?$"):
        load_settings(indexdir="x")
    with pytest.raises(SettingsError, match=r"^embedder= cannot be used"):
        load_settings(embedder="")


def test_every_setting_says_what_is_allowed() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLANS_ALLOWED_ORIGINS", " https://a.example, http://[::1]:8000 ,")
    monkeypatch.setenv("CITYPLANS_API_TOKENS", "correct-horse-battery,another-good-token")
    settings = load_settings()
    assert settings.allowed_origins == ("https://a.example", "http://[::1]:8000")
    tokens = [token.get_secret_value() for token in settings.api_tokens]
    assert tokens == ["correct-horse-battery", "another-good-token"]
    assert "horse" not in repr(settings)


@pytest.mark.parametrize("origin", ["*", "https://*.example", "https://a.example/", "a.example", "null"])
def test_an_origin_that_would_match_nothing_or_all_is_an_error(
    monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    monkeypatch.setenv("CITYPLANS_ALLOWED_ORIGINS", origin)
    with pytest.raises(SettingsError, match=r"CITYPLANS_ALLOWED_ORIGINS.*without a path"):
        load_settings()


def test_a_short_token_is_an_error_that_does_not_tell_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLANS_API_TOKENS", "correct-horse-battery,guess-me")
    with pytest.raises(SettingsError, match="16 or more") as caught:
        load_settings()
    assert "guess" not in str(caught.value)
    assert "horse" not in str(caught.value)
