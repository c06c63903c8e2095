// runtime.py of a Python SDK: options, attempts, answers and errors. The text below is the file.

export const PYTHON_RUNTIME = String.raw`"""Options, attempts, answers and errors."""

from __future__ import annotations

import base64
import codecs
import dataclasses
import email.utils
import http.client
import json
import random
import re
import threading
import time
import urllib.parse
from typing import Any, Callable, Dict, Generator, Generic, Iterator, List, Mapping, Optional, Tuple, TypeVar, Union

from .calls import Call, quote
from .decoding import DecodeError, decode, member
from .transport import Cancelled, HttpTransport, OutgoingRequest, Readable, Response, Transport, TransportError

P = TypeVar("P")
I = TypeVar("I")

# A value, or a function that gives one; it is called with True when the last one was refused.
Token = Union[str, Callable[[bool], str]]
# User name and password.
Login = Union[Tuple[str, str], Callable[[bool], Tuple[str, str]]]

_RETRIED = frozenset((408, 429, 500, 502, 503, 504))
_LONGEST_WAIT = 60.0
_MOST_REDIRECTS = 5


class ApiError(Exception):
    """An answer that is not a success. The body is the documented model where it fits, else JSON, else text."""

    def __init__(self, message: str, status: int, body: Any, headers: Mapping[str, str], text: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.headers = headers
        self.text = text
        self.request_id = headers.get("x-request-id") or headers.get("request-id")


@dataclasses.dataclass(kw_only=True)
class MockOps:
    """What the virtual system should assume for these requests; sent as headers, which real services ignore."""

    session: Optional[str] = None
    persona: Optional[str] = None
    scenario: Optional[str] = None
    ci_run: Optional[str] = None

    def headers(self) -> Dict[str, str]:
        own = {
            "mockops-session": self.session,
            "mockops-persona": self.persona,
            "mockops-scenario": self.scenario,
            "mockops-ci-run": self.ci_run,
        }
        return {name: value for name, value in own.items() if value is not None}


@dataclasses.dataclass(kw_only=True)
class RequestOptions:
    """For one call: more headers, seconds for one attempt (0: no limit), retries, who asks, and an event that ends it."""

    headers: Optional[Dict[str, str]] = None
    timeout: Optional[float] = None
    max_retries: Optional[int] = None
    mockops: Optional[MockOps] = None
    cancel: Optional[threading.Event] = None


@dataclasses.dataclass(frozen=True)
class Scheme:
    """How a credential is sent: kind is api_key, basic or bearer."""

    kind: str
    place: str = "header"
    name: str = ""


@dataclasses.dataclass(frozen=True)
class Settings:
    """What a client knows of itself and of its caller."""

    base_url: str
    user_agent: str
    schemes: Mapping[str, Scheme]
    credentials: Mapping[str, Any]
    headers: Mapping[str, str]
    timeout: float
    max_retries: int
    mockops: MockOps
    transport: Optional[Transport]


@dataclasses.dataclass(frozen=True)
class PageRule:
    """How the next page is asked for: kind is cursor, last_item, page, offset or url; names are paths in the page."""

    kind: str
    items: Tuple[str, ...]
    param: str = ""
    next: Tuple[str, ...] = ()
    more: Tuple[str, ...] = ()
    first: int = 0


class Pages(Generic[P, I]):
    """All pages of a list: a loop gives its items, pages() gives the pages. Each is asked for when it is needed."""

    def __init__(self, pages: Callable[[], Generator[P, None, None]], items: Callable[[P], List[I]]) -> None:
        self._pages = pages
        self._items = items

    def pages(self) -> Generator[P, None, None]:
        return self._pages()

    def __iter__(self) -> Iterator[I]:
        for page in self._pages():
            yield from self._items(page)


class ByteStream:
    """A body in pieces. Close it, or use it in a with statement, when it is not read to its end."""

    def __init__(self, body: Readable) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        return self._body.read(size)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from iter(lambda: self._body.read(65536), b"")
        finally:
            self.close()

    def close(self) -> None:
        self._body.close()

    def __enter__(self) -> ByteStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


Errors = Mapping[str, Any]


class Http:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._send: Transport = settings.transport or HttpTransport()

    def json(self, call: Call, hint: Any, errors: Errors, options: Optional[RequestOptions]) -> Any:
        response, _ = self._exchange(call, "application/json", errors, options)
        return _decoded(response[1], hint, call, response[0])

    def text(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> str:
        (_, content), _ = self._exchange(call, "text/*, */*;q=0.1", errors, options)
        return content.decode(errors="replace")

    def binary(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> bytes:
        (_, content), _ = self._exchange(call, "*/*", errors, options)
        return content

    def stream(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> ByteStream:
        return ByteStream(self._open(call, "*/*", errors, options).body)

    def none(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> None:
        self._exchange(call, "*/*", errors, options)

    def events(
        self, call: Call, hint: Any, errors: Errors, options: Optional[RequestOptions]
    ) -> Generator[Any, None, None]:
        for status, text in self._lines(call, "text/event-stream", errors, options, _event_data):
            yield text if hint is str else _decoded(text.encode(), hint, call, status)

    def lines(
        self, call: Call, hint: Any, errors: Errors, options: Optional[RequestOptions]
    ) -> Generator[Any, None, None]:
        accept = "application/x-ndjson, application/jsonl, application/json-seq, */*;q=0.1"
        for status, text in self._lines(call, accept, errors, options, _json_lines):
            yield _decoded(text.encode(), hint, call, status)

    def pages(
        self, call: Call, hint: Any, errors: Errors, options: Optional[RequestOptions], rule: PageRule
    ) -> Pages[Any, Any]:
        def items(page: Any) -> List[Any]:
            found = member(page, rule.items)
            return found if isinstance(found, list) else []

        return Pages(lambda: self._each_page(call, hint, errors, options, rule, items), items)

    def _each_page(
        self,
        call: Call,
        hint: Any,
        errors: Errors,
        options: Optional[RequestOptions],
        rule: PageRule,
        items: Callable[[Any], List[Any]],
    ) -> Generator[Any, None, None]:
        seen = set()
        position = rule.first
        while True:
            (status, content), (headers, url) = self._exchange(call, "application/json", errors, options)
            page = _decoded(content, hint, call, status)
            count = len(items(page))
            if count == 0 and rule.kind in ("page", "offset"):
                return
            yield page
            position += count if rule.kind == "offset" else 1
            step: Any = _next_step(rule, page, items(page), headers, url, position)
            if step is None or step == "" or step in seen:
                return
            seen.add(step)
            if rule.kind == "url":
                if _origin(step) != _origin(url):
                    raise TransportError(f"{call} names a next page on another origin: {step}", answered=True)
                call = call.with_url(step)
            else:
                call = call.with_query(rule.param, step)

    def _lines(
        self,
        call: Call,
        accept: str,
        errors: Errors,
        options: Optional[RequestOptions],
        split: Callable[[Iterator[str]], Iterator[str]],
    ) -> Generator[Tuple[int, str], None, None]:
        response = self._open(call, accept, errors, options)
        try:
            for text in split(_text_lines(response.body)):
                yield response.status, text
        except (OSError, http.client.HTTPException, ValueError) as cause:
            if isinstance(cause, DecodeError):
                raise
            if options is not None and options.cancel is not None and options.cancel.is_set():
                raise Cancelled(f"{call} was cancelled") from cause
            raise TransportError(f"{call} answered {response.status} and broke off ({cause})", answered=True) from cause
        finally:
            # Whoever leaves early closes the connection.
            response.body.close()

    def _open(self, call: Call, accept: str, errors: Errors, options: Optional[RequestOptions]) -> Response:
        def keep(response: Response) -> Response:
            forget = getattr(response.body, "forget_deadline", None)
            if forget is not None:
                forget()
            return response

        opened, _ = self._attempts(call, accept, errors, options, keep)
        return opened

    def _exchange(
        self, call: Call, accept: str, errors: Errors, options: Optional[RequestOptions]
    ) -> Tuple[Tuple[int, bytes], Tuple[Mapping[str, str], str]]:
        def read(response: Response) -> Tuple[int, bytes]:
            try:
                return response.status, response.body.read()
            finally:
                response.body.close()

        return self._attempts(call, accept, errors, options, read)

    def _attempts(
        self,
        call: Call,
        accept: str,
        errors: Errors,
        options: Optional[RequestOptions],
        read: Callable[[Response], P],
    ) -> Tuple[P, Tuple[Mapping[str, str], str]]:
        """Attempts until one succeeds or no other is allowed."""
        given = options or RequestOptions()
        allowed = self._settings.max_retries if given.max_retries is None else given.max_retries
        retries = allowed if call.repeatable() else 0
        chosen = self._chosen(call)
        refresh = False
        attempt = 0
        while True:
            if given.cancel is not None and given.cancel.is_set():
                raise Cancelled(f"{call} was cancelled")
            try:
                return self._attempt(call, accept, errors, given, chosen, refresh, read)
            except ApiError as error:
                supplied = any(callable(self._settings.credentials.get(name)) for name in chosen)
                if error.status == 401 and supplied and not refresh and call.rereadable():
                    refresh = True
                    continue
                delay = _retry_delay(error.status, error.headers, attempt)
                if attempt >= retries or delay is None:
                    raise
            except TransportError as error:
                if isinstance(error, Cancelled) or error.answered or attempt >= retries:
                    if attempt == 0 or isinstance(error, Cancelled):
                        raise
                    message = f"{error} (tried {attempt + 1} times)"
                    raise TransportError(message, answered=error.answered) from error
                delay = _backoff(attempt)
            attempt += 1
            refresh = False
            if given.cancel is None:
                time.sleep(delay)
            else:
                given.cancel.wait(delay)

    def _attempt(
        self,
        call: Call,
        accept: str,
        errors: Errors,
        options: RequestOptions,
        chosen: Tuple[str, ...],
        refresh: bool,
        read: Callable[[Response], P],
    ) -> Tuple[P, Tuple[Mapping[str, str], str]]:
        request, secret = self._request(call, accept, options, chosen, refresh)
        where = f"{call.method} {request.url.split('?')[0]}"
        try:
            response, url = self._follow(call, request, secret)
            if not 200 <= response.status < 300:
                try:
                    raise _api_error(call, response, errors)
                finally:
                    response.body.close()
            return read(response), (response.headers, url)
        except (OSError, http.client.HTTPException) as cause:
            if options.cancel is not None and options.cancel.is_set():
                raise Cancelled(f"{call} was cancelled") from cause
            if isinstance(cause, TimeoutError):
                raise TransportError(f"{where} did not answer within {request.timeout} s") from cause
            what = f"{where} could not be sent; is the base URL right and the server up?"
            raise TransportError(f"{what} ({cause})") from cause

    def _follow(self, call: Call, request: OutgoingRequest, secret: List[str]) -> Tuple[Response, str]:
        """Follows redirects itself, so that credentials do not reach another origin."""
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._send(request)
            location = response.headers.get("location")
            moved = response.status in (301, 302, 303, 307, 308) and location is not None
            if not moved or call.method not in ("GET", "HEAD"):
                return response, request.url
            response.body.close()
            url = urllib.parse.urljoin(request.url, location)
            headers = request.headers
            if _origin(url) != _origin(request.url):
                headers = {name: value for name, value in headers.items() if name.lower() not in secret}
            request = dataclasses.replace(request, url=url, headers=headers)
        raise TransportError(f"{call} was redirected more than {_MOST_REDIRECTS} times", answered=True)

    def _request(
        self, call: Call, accept: str, options: RequestOptions, chosen: Tuple[str, ...], refresh: bool
    ) -> Tuple[OutgoingRequest, List[str]]:
        settings = self._settings
        mockops = {**settings.mockops.headers(), **(options.mockops or MockOps()).headers()}
        headers = {"accept": accept, "user-agent": settings.user_agent, **mockops}
        _update(headers, settings.headers)
        _update(headers, call.headers)
        secret = ["authorization", "cookie"]
        query: List[str] = []
        cookies = list(call.cookies)
        for name in chosen:
            scheme = settings.schemes[name]
            given = settings.credentials[name]
            value = given(refresh) if callable(given) else given
            if scheme.kind == "basic":
                text = base64.b64encode(":".join(value).encode()).decode()
                _update(headers, {"authorization": f"Basic {text}"})
            elif scheme.kind == "bearer":
                _update(headers, {"authorization": f"Bearer {value}"})
            elif scheme.place == "query":
                query.append(f"{quote(scheme.name)}={quote(value)}")
            elif scheme.place == "cookie":
                cookies.append(f"{scheme.name}={quote(value)}")
            else:
                _update(headers, {scheme.name: value})
                secret.append(scheme.name.lower())
        if cookies:
            _update(headers, {"cookie": "; ".join(cookies)})
        _update(headers, options.headers or {})
        for name, value in headers.items():
            if re.search(r"[\r\n\0]", name + value):
                raise ValueError(f"header {name!r} must not contain CR, LF or NUL")
        url = call.url or settings.base_url.rstrip("/") + call.target()
        for pair in query:
            if f"?{pair}" not in url and f"&{pair}" not in url:
                url += ("&" if "?" in url else "?") + pair
        seconds = settings.timeout if options.timeout is None else options.timeout
        timeout = None if seconds == 0 else seconds
        return OutgoingRequest(call.method, url, headers, call.content, timeout, options.cancel), secret

    def _chosen(self, call: Call) -> Tuple[str, ...]:
        """The first alternative that the options satisfy; without one the request goes as it is."""
        credentials = self._settings.credentials
        for names in call.security:
            if names and all(credentials.get(name) is not None for name in names):
                return names
        return ()


def _update(headers: Dict[str, str], more: Mapping[str, str]) -> None:
    for name, value in more.items():
        for old in [known for known in headers if known.lower() == name.lower()]:
            del headers[old]
        headers[name] = value


def _decoded(content: bytes, hint: Any, call: Call, status: int) -> Any:
    where = f"{call} answered {status}"
    if not content:
        return decode(hint, None, f"{where} without a body")
    try:
        data = json.loads(content)
    except ValueError as cause:
        raise TransportError(f"{where} with a body that is not JSON", answered=True) from cause
    return decode(hint, data, f"{where}: body")


def _api_error(call: Call, response: Response, errors: Errors) -> ApiError:
    text = response.body.read().decode(errors="replace")
    body: Any = text
    if re.search(r"[/+]json\b", response.headers.get("content-type", ""), re.IGNORECASE):
        try:
            body = json.loads(text)
        except ValueError:
            pass  # the text says more than a complaint about its syntax
        else:
            status = str(response.status)
            hint = errors.get(status, errors.get(f"{status[0]}XX", errors.get("default", Any)))
            try:
                body = decode(hint, body, "body")
            except DecodeError:
                pass  # an undocumented body of a failure stays plain JSON
    return ApiError(f"{call} answered {response.status}", response.status, body, response.headers, text)


def _backoff(attempt: int) -> float:
    return float(min(0.5 * 2**attempt, 8.0) * (0.5 + random.random() / 2))


def _retry_delay(status: int, headers: Mapping[str, str], attempt: int) -> Optional[float]:
    """Seconds to wait; None: this failure is final."""
    if status not in _RETRIED:
        return None
    asked = _retry_after(headers.get("retry-after"))
    if asked is None:
        return _backoff(attempt)
    return asked if asked <= _LONGEST_WAIT else None


def _retry_after(text: Optional[str]) -> Optional[float]:
    """Seconds or an HTTP date."""
    if text is None:
        return None
    if re.fullmatch(r"\s*\d+(\.\d+)?\s*", text):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _next_step(
    rule: PageRule, page: Any, items: List[Any], headers: Mapping[str, str], url: str, position: int
) -> Union[str, int, None]:
    """The next value of the parameter, or the next URL."""
    if rule.kind == "url":
        link = member(page, rule.next) if rule.next else _next_link(headers.get("link", ""))
        return urllib.parse.urljoin(url, link) if isinstance(link, str) and link else None
    if not items or (rule.more and member(page, rule.more) is False):
        return None
    if rule.kind in ("page", "offset"):
        return position
    found = member(page, rule.next) if rule.kind == "cursor" else member(items[-1], rule.next)
    return found if isinstance(found, (str, int)) else None


def _next_link(header: str) -> Optional[str]:
    for url, params in re.findall(r'<([^>]*)>((?:\s*;[^,;="]*(?:=(?:"[^"]*"|[^,;"]*))?)*)', header):
        if re.search(r';\s*rel\s*=\s*"?(?:[^";]*\s)?next(?:\s[^";]*)?"?\s*(?:;|$)', params, re.IGNORECASE):
            return str(url)
    return None


def _origin(url: str) -> Tuple[str, str, Optional[int]]:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _text_lines(body: Readable) -> Iterator[str]:
    """Lines that end with LF, CR LF or CR; the last one may lack its end."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    rest = ""
    for piece in iter(lambda: body.read(65536), b""):
        # A CR at the end may be half of a CR LF.
        *lines, rest = re.split(r"\r\n|\n|\r(?!\Z)", rest + decoder.decode(piece))
        yield from lines
    *lines, last = re.split(r"\r\n|\n|\r", rest + decoder.decode(b"", final=True))
    yield from lines
    if last:
        yield last


def _event_data(lines: Iterator[str]) -> Iterator[str]:
    data: List[str] = []
    for line in lines:
        if line == "":
            text = "\n".join(data)
            if text == "[DONE]":
                return
            if data:
                yield text
            data = []
        elif line == "data":
            data.append("")
        elif line.startswith("data:"):
            data.append(line[6:] if line.startswith("data: ") else line[5:])


def _json_lines(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        text = line.lstrip("\x1e").strip()
        if text:
            yield text
`;
