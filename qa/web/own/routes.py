"""The addresses of one's own documents: ``/own`` and what is below it. Without leave of the operator they are not there."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from anyio import to_thread
from fastapi import FastAPI
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from embeddings.loaders import LARGEST, SUFFIXES
from qa.errors import CorpusError
from qa.web.api.problems import ProblemError, problem_response
from qa.web.gate.incoming import Replay, read_body
from qa.web.help import missing_page
from qa.web.own.access import Access, led_by_other
from qa.web.own.desk import FIELDS, MOST_WORKS, Desk, DeskFullError, Work, clean_name
from qa.web.own.headings import MOST_FIXES, MOST_HEADINGS, corrected
from qa.web.own.pages import PATH, desk_page, enter_page, plain, work_page
from qa.web.plans.pages import View
from qa.web.plans.routes import POLICY, view_of
from qa.web.strings import words_in

UPLOAD_S: Final = 600.0
"""Seconds in which a file must have come; 50 MB over a slow line take eight minutes."""
UPLOADS_AT_ONCE: Final = 4
_AROUND: Final = 64 * 1024
"""Bytes that a form may have around its file."""
_LARGEST_FORM: Final = 16 * 1024
_MOST_FIELDS: Final = MOST_HEADINGS + MOST_FIXES + 20
_FORM_S: Final = 15.0
_LONGEST: Final = 200
_HEADERS: Final = {
    # The script asks how far the work is.
    "content-security-policy": f"{POLICY}; connect-src 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}

_Serve = Callable[[Request, str], Awaitable[Response]]


def add_own_pages(app: FastAPI, desk: Desk, access: Access) -> None:
    """Add ``/own``: sign in, upload, look at what was read, correct, add, remove."""
    pages = _OwnPages(desk, access)
    access.ended = desk.end_session
    for path, method, serve in (
        ("", "GET", pages.desk),
        ("/files", "POST", pages.receive),
        ("/files/{work_id}", "GET", pages.work),
        ("/files/{work_id}/state", "GET", pages.state),
        ("/files/{work_id}/add", "POST", pages.add),
        ("/files/{work_id}/headings", "POST", pages.headings),
        ("/files/{work_id}/drop", "POST", pages.drop),
        ("/plans/{document_id}/correct", "POST", pages.correct),
        ("/plans/{document_id}/remove", "POST", pages.remove),
        ("/leave", "POST", pages.leave),
    ):
        app.router.routes.append(Route(f"{PATH}{path}", pages.admitted(serve), methods=[method]))
    app.router.routes.append(Route(f"{PATH}/enter", pages.enter, methods=["POST"]))
    app.router.add_event_handler("shutdown", desk.close)


class _OwnPages:
    """Answers the requests. Each is let in first; what belongs to another session is not there."""

    def __init__(self, desk: Desk, access: Access) -> None:
        self._desk = desk
        self._access = access
        self._uploads = asyncio.Semaphore(UPLOADS_AT_ONCE)

    def admitted(self, serve: _Serve) -> Callable[[Request], Awaitable[Response]]:
        """Return ``serve`` behind the door."""

        async def answer(request: Request) -> Response:
            if not self._access.admits(request):
                return missing_page(request)
            session = self._access.session(request)
            if session:
                return await self._served(serve, request, session)
            cookie = self._access.enter_by_link(request) if request.method == "GET" else ""
            if not cookie:
                return self._enter_page(request, status=403)
            response = _to(request, PATH)  # without the key, which would stay in the browser's history
            response.headers["set-cookie"] = cookie
            return response

        return answer

    def _enter_page(self, request: Request, problem: str = "", *, status: int) -> Response:
        """Return the page that asks for the token; where another site led there, its cookie may only have stayed out."""
        view = _view(request, PATH)
        again = ""
        if request.method == "GET" and led_by_other(request):
            again = f"{view.root}{_view(request).path}{_query(request)}"
        html = enter_page(
            view,
            by_key=self._access.asks_key(request),
            again=again,
            problem=words_in(view.language, problem) if problem else "",
        )
        return _page(html, status=status)

    async def _served(self, serve: _Serve, request: Request, session: str) -> Response:
        try:
            return await serve(request, session)
        except ProblemError as problem:
            return _problem(request, problem)
        except DeskFullError:
            return await self._desk_page(request, session, "own_full", str(MOST_WORKS), status=429)

    async def enter(self, request: Request) -> Response:
        """Begin a session with the token."""
        if not self._access.admits(request):
            return missing_page(request)
        try:
            form = await _form(request)
            cookie = self._access.enter(request, form.get("token", "")[:1024])
        except ProblemError as problem:
            if problem.status != 429:
                return _problem(request, problem)
            return self._enter_page(request, "own_too_often", status=429)
        if not cookie:
            return self._enter_page(request, "own_wrong_token", status=403)
        response = _to(request, PATH)
        response.headers["set-cookie"] = cookie
        return response

    async def leave(self, request: Request, session: str) -> Response:
        """End the session."""
        await self._checked(request, session)
        response = _to(request, PATH)
        response.headers["set-cookie"] = self._access.leave(request)
        return response

    async def desk(self, request: Request, session: str) -> Response:
        """Show the desk."""
        return await self._desk_page(request, session)

    async def receive(self, request: Request, session: str) -> Response:
        """Take a file and begin to read it."""
        try:
            async with self._uploads, asyncio.timeout(UPLOAD_S):
                work = await self._received(request, session)
        except TimeoutError:
            raise ProblemError(408, "The file took too long to come. Send it over a faster line.") from None
        except _TooLargeError:
            mb = str(LARGEST // 2**20)
            return await self._desk_page(request, session, "own_says_large", mb, status=413)
        except _SuffixError:
            return await self._desk_page(request, session, "own_says_suffix", status=415)
        if work is None:
            return await self._desk_page(request, session, "own_no_file", status=400)
        return _to(request, f"{PATH}/files/{work.id}")

    async def _received(self, request: Request, session: str) -> Work | None:
        length = request.headers.get("content-length", "0")
        if length.isdigit() and int(length) > LARGEST + _AROUND:
            raise _TooLargeError
        bounded = Request(request.scope, _Bounded(request.receive, LARGEST + _AROUND))
        try:
            async with bounded.form(max_files=1, max_fields=2, max_part_size=_LARGEST_FORM) as form:
                key, file = form.get("key", ""), form.get("file")
                self._access.check_form(request, session, key if isinstance(key, str) else "")
                if not isinstance(file, UploadFile) or not file.filename:
                    return None
                if (file.size or 0) > LARGEST:
                    raise _TooLargeError
                if PurePath(clean_name(file.filename)).suffix not in SUFFIXES:
                    raise _SuffixError
                with self._desk.receiving(session, file.filename) as work:
                    await to_thread.run_sync(_copy, file, work)
                return work
        except MultiPartException as error:
            raise ProblemError(
                400, f"The form cannot be read ({error.message[:80]}). Send it again."
            ) from None

    async def work(self, request: Request, session: str) -> Response:
        """Show how far a document is, what was read of it, or what is wrong."""
        work = self._find(request, session)
        if work is None:
            return missing_page(request)
        return self._work_page(request, session, work)

    async def state(self, request: Request, session: str) -> Response:
        """Tell the script how far a document is."""
        work = self._find(request, session)
        if work is None:
            return missing_page(request)
        return JSONResponse(work.to_json(), headers=_HEADERS)

    async def add(self, request: Request, session: str) -> Response:
        """Add a document with what a person corrected."""
        form = await self._checked(request, session)
        work = self._find(request, session)
        if work is None:
            return missing_page(request)
        if work.state == "read":
            self._desk.add(work, *_corrections(work, form))
        return _to(request, f"{PATH}/files/{work.id}")

    async def headings(self, request: Request, session: str) -> Response:
        """Read a document again with what a person corrected, so that it can be looked at before it is added."""
        form = await self._checked(request, session)
        work = self._find(request, session)
        if work is None:
            return missing_page(request)
        if work.state == "read":
            self._desk.read_again(work, *_corrections(work, form))
        return _to(request, f"{PATH}/files/{work.id}")

    async def drop(self, request: Request, session: str) -> Response:
        """Discard a document that was not added."""
        await self._checked(request, session)
        work = self._find(request, session)
        if work is None:
            return missing_page(request)
        if not work.is_running:
            self._desk.drop(work)
        return _to(request, PATH)

    async def correct(self, request: Request, session: str) -> Response:
        """Take a document that was added to the desk again."""
        return await self._with_plan(request, session, self._desk.correct)

    async def remove(self, request: Request, session: str) -> Response:
        """Take a document out of the corpus."""
        return await self._with_plan(request, session, self._desk.remove)

    async def _with_plan(
        self, request: Request, session: str, do: Callable[[str, str], Work | None]
    ) -> Response:
        await self._checked(request, session)
        work = await to_thread.run_sync(do, session, request.path_params["document_id"])
        return missing_page(request) if work is None else _to(request, f"{PATH}/files/{work.id}")

    async def _checked(self, request: Request, session: str) -> Mapping[str, str]:
        """Return a form that a page of ours sent in this session."""
        form = await _form(request)
        self._access.check_form(request, session, form.get("key", ""))
        return form

    def _find(self, request: Request, session: str) -> Work | None:
        return self._desk.find(session, request.path_params["work_id"])

    def _work_page(self, request: Request, session: str, work: Work) -> Response:
        html = work_page(_view(request), work, key=self._access.form_key(session), given=work.given)
        return _page(html)

    async def _desk_page(
        self, request: Request, session: str, problem: str = "", value: str = "", *, status: int = 200
    ) -> Response:
        try:
            plans = await to_thread.run_sync(self._desk.plans)
        except CorpusError as error:
            raise ProblemError(500, str(error)) from error
        html = desk_page(
            _view(request, PATH),
            key=self._access.form_key(session),
            works=self._desk.works(session),
            plans=plans,
            problem=problem,
            value=value,
        )
        return _page(html, status=status)


class _TooLargeError(Exception):
    """A form is larger than a file may be."""


class _SuffixError(Exception):
    """A file is of a kind that nothing here reads."""


class _Bounded:
    """Receives a body of at most so many bytes."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _TooLargeError
        return message


def _copy(file: UploadFile, work: Work) -> None:
    with work.path.open("xb") as target:
        work.path.chmod(0o600)
        shutil.copyfileobj(file.file, target)


async def _form(request: Request) -> Mapping[str, str]:
    """Return the fields of a small form."""
    body = await read_body(request.scope, request.receive, largest=_LARGEST_FORM, seconds=_FORM_S)
    fields: Any = await Request(request.scope, Replay(body, request.receive)).form(
        max_files=0, max_fields=_MOST_FIELDS
    )
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _corrections(
    work: Work, form: Mapping[str, str]
) -> tuple[Mapping[str, str], Sequence[Mapping[str, Any]]]:
    """Return what a form corrects: by field what differs from what was read, and all corrections of headings."""
    given = {name: _line(form.get(name, "")) for name in FIELDS}
    changed = {name: value for name, value in given.items() if value and value != plain(work.found.get(name))}
    # What was given before stands in what was read since, and would be lost with it.
    return {**work.given, **changed}, corrected(work, form, _line(form.get("line", "")))


def _line(text: str) -> str:
    """Return a value as one line of printable characters."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())[:_LONGEST]


def _view(request: Request, path: str | None = None) -> View:
    return view_of(request, path=path)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _to(request: Request, path: str) -> Response:
    """Send the browser on to another page in the same language."""
    return RedirectResponse(_view(request, path).link(path), status_code=303, headers=_HEADERS)


def _page(html: str, *, status: int = 200) -> Response:
    return Response(html, status_code=status, media_type="text/html", headers=_HEADERS)


def _problem(request: Request, problem: ProblemError) -> Response:
    request_id = request.scope.get("state", {}).get("request_id", "")
    return problem_response(problem.status, problem.detail, request_id=request_id, headers=problem.headers)
