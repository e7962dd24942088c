"""A chat model behind an OpenAI-compatible server: vLLM, Ollama, llama-server, DashScope and others.

httpx is spoken directly, not the openai package: one request and its event stream is all that is needed, the package
brings 30 MB of types, reads environment variables of its own and would send a default key to a local server.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import httpx

from qa.errors import GeneratorError
from qa.llm.generator import ModelGenerator
from qa.llm.prompting import Message

if TYPE_CHECKING:
    from qa.settings import Settings

logger = logging.getLogger(__name__)

_CONNECT_S: Final = 5.0
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 20.0
_WORTH_RETRYING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_LONGEST_LINE: Final = 1_000_000
_LONGEST_ANSWER: Final = 200_000


class RemoteModel:
    """Asks one model of one server. It may be asked from several threads at once."""

    def __init__(
        self,
        base: str,
        model: str,
        *,
        key: str | None = None,
        timeout_s: float = 120.0,
        retries: int = 2,
        max_tokens: int = 400,
        temperature: float = 0.0,
    ) -> None:
        """``timeout_s`` is for the whole answer, pauses between retries included."""
        self._url = f"{base.rstrip('/')}/chat/completions"
        self._body = {
            "model": model,
            "max_tokens": max_tokens,
            "temperature": temperature,
            "stream": True,
        }
        self._timeout_s = timeout_s
        self._retries = retries
        headers = {"accept": "text/event-stream, application/json"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        # trust_env would let a proxy or a .netrc of the environment see questions and add keys of its own.
        self._client = httpx.Client(headers=headers, trust_env=False, follow_redirects=False)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the answer piece by piece.

        Until the first piece a busy or failing server is asked again, with growing pauses or the one that it names.

        Raises:
            GeneratorError: it cannot be reached, takes too long, refuses, or sends what cannot be read.

        """
        deadline = time.monotonic() + self._timeout_s
        body = self._body | {"messages": [{"role": m.role, "content": m.content} for m in messages]}
        for attempt in range(self._retries + 1):
            began = False
            try:
                for piece in self._once(body, deadline):
                    began = True
                    yield piece
                return
            except _PassingError as error:
                pause = _pause(attempt, error.wait_s)
                if began or attempt == self._retries or time.monotonic() + pause > deadline:
                    raise GeneratorError(error.problem, remedy=error.remedy) from None
                logger.info("%s; asked again in %.1f s", error.problem, pause)
                time.sleep(pause)

    def _once(self, body: dict[str, object], deadline: float) -> Iterator[str]:
        try:
            with self._client.stream("POST", self._url, json=body, timeout=_timeout(deadline)) as response:
                _check(response)
                yield from _limited(_pieces(response), deadline)
        except httpx.TimeoutException as error:
            raise _PassingError("the language model's server did not answer in time", _SLOW) from error
        except (httpx.TransportError, httpx.StreamError) as error:
            problem = f"the language model's server cannot be reached or broke off ({type(error).__name__})"
            raise _PassingError(problem, "Check CITYPLANS_API_BASE and that the server runs.") from error
        except httpx.HTTPError as error:
            problem = f"the language model's server sent no valid answer ({type(error).__name__})"
            raise GeneratorError(problem, remedy="Check CITYPLANS_API_BASE.") from None


_SLOW: Final = "Raise CITYPLANS_MODEL_TIMEOUT or use a faster model."


class _PassingError(GeneratorError):
    """What may go well the next time; ``wait_s`` is the pause that the server asks for."""

    def __init__(self, problem: str, remedy: str, wait_s: float | None = None) -> None:
        super().__init__(problem, remedy=remedy)
        self.remedy = remedy
        self.wait_s = wait_s


def open_remote(settings: Settings, model: str, base: str) -> ModelGenerator:
    """Return the generator of a model on a server; the server is not asked yet."""
    key = settings.api_key.get_secret_value() if settings.api_key else None
    remote = RemoteModel(
        base,
        model,
        key=key,
        timeout_s=settings.model_timeout,
        retries=settings.model_retries,
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
    )
    return ModelGenerator("openai", remote, passages=settings.model_passages)


def _timeout(deadline: float) -> httpx.Timeout:
    left = max(0.05, deadline - time.monotonic())
    return httpx.Timeout(left, connect=min(_CONNECT_S, left))


def _pause(attempt: int, asked_s: float | None) -> float:
    if asked_s is not None:
        return min(asked_s, _LONGEST_PAUSE_S)
    return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0**attempt * random.uniform(0.8, 1.2))


def _check(response: httpx.Response) -> None:
    """Raise for anything but 200. What the server says is not repeated: it may hold the key."""
    status = response.status_code
    if status == 200:
        return
    problem = f"the language model's server answered {status} {response.reason_phrase}".rstrip()
    if status in _WORTH_RETRYING:
        named = response.headers.get("retry-after", "")
        wait = float(named) if named.isdigit() and len(named) < 6 else None
        raise _PassingError(problem, "Try again later.", wait)
    remedies = {
        401: "Check CITYPLANS_API_KEY.",
        403: "Check CITYPLANS_API_KEY.",
        404: "Check CITYPLANS_API_BASE and CITYPLANS_MODEL.",
    }
    raise GeneratorError(
        problem, remedy=remedies.get(status, "Check CITYPLANS_API_BASE and CITYPLANS_MODEL.")
    )


def _limited(pieces: Iterator[str], deadline: float) -> Iterator[str]:
    """Pass pieces on until the time is over or the answer is longer than any answer is."""
    length = 0
    for piece in pieces:
        if time.monotonic() > deadline:
            raise _PassingError("the language model did not finish in time", _SLOW)
        length += len(piece)
        if length > _LONGEST_ANSWER:
            raise GeneratorError("the language model does not stop", remedy="Use another model.")
        if piece:
            yield piece


def _pieces(response: httpx.Response) -> Iterator[str]:
    """Yield the text of a server-sent event stream, or of one JSON answer of a server that does not stream."""
    if "application/json" in response.headers.get("content-type", ""):
        yield _text_of(_parsed(response.read().decode("utf-8", "replace")), "message")
        return
    ended = False
    for line in _lines(response):
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            return
        event = _parsed(data)
        yield _text_of(event, "delta")
        ended = ended or _finished(event)
    if not ended:
        raise _PassingError("the language model's server broke off its answer", "Try again.")


def _lines(response: httpx.Response) -> Iterator[str]:
    """Yield lines; httpx's own splits at U+2028 too, which may stand inside a JSON string."""
    rest = b""
    for block in response.iter_bytes():
        *whole, rest = (rest + block).split(b"\n")
        yield from (line.decode("utf-8", "replace").rstrip("\r") for line in whole)
        if len(rest) > _LONGEST_LINE:
            raise _unreadable()
    yield rest.decode("utf-8", "replace").rstrip("\r")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable() from None


def _text_of(event: Any, key: str) -> str:
    """Return the text of a choice; a thinking model's thoughts come under another key and are left out."""
    if not isinstance(event, dict) or "error" in event:
        raise _unreadable()
    choices = event.get("choices")
    if not choices:  # the last event of some servers has usage figures only
        return ""
    try:
        content = choices[0][key].get("content")
    except (TypeError, KeyError, IndexError, AttributeError):
        raise _unreadable() from None
    if content is not None and not isinstance(content, str):
        raise _unreadable()
    return content or ""


def _finished(event: Any) -> bool:
    return bool(event.get("choices") and event["choices"][0].get("finish_reason"))


def _unreadable() -> GeneratorError:
    return GeneratorError(
        "the language model's server sent what is no OpenAI-compatible answer",
        remedy="Check CITYPLANS_API_BASE.",
    )
