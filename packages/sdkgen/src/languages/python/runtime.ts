// runtime.py of a Python SDK: requests, answers and errors. The text below is the file.

export const PYTHON_RUNTIME = String.raw`"""Requests, answers and errors over urllib."""

from __future__ import annotations

import dataclasses
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any, Callable, Dict, List, Mapping, Optional

from .decoding import DecodeError, decode, to_json


class TransportError(Exception):
    """No usable answer: not reachable, too slow, or not what it says it is."""


class ApiError(Exception):
    """An answer that is not a success. The body is the documented model where it fits, else JSON, else text."""

    def __init__(self, message: str, status: int, body: Any, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.headers = headers


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
    """For one request: more headers, seconds to wait, and who asks."""

    headers: Optional[Dict[str, str]] = None
    timeout: Optional[float] = None
    mockops: Optional[MockOps] = None


@dataclasses.dataclass(kw_only=True)
class OutgoingRequest:
    """A request about to be sent. An auth hook may change its headers."""

    method: str
    url: str
    headers: Dict[str, str]


class Call:
    """One request in the making. None is left out."""

    def __init__(self, method: str, path: str) -> None:
        self.method = method
        self.headers: Dict[str, str] = {}
        self.content: Optional[bytes] = None
        self._path = path
        self._query: List[str] = []
        self._cookies: List[str] = []

    def path(self, name: str, value: Any, style: str = "simple", explode: bool = False) -> None:
        items = [_quote(item) for item in _flat(value, explode)]
        if not items or any(item in ("", ".", "..") for item in items):
            raise ValueError(f"path parameter {name!r} of {self._path} must not be empty, '.' or '..'")
        matrix = f";{_quote(name)}="
        separator = "," if style == "simple" or not explode else "." if style == "label" else matrix
        prefix = "." if style == "label" else matrix if style == "matrix" else ""
        self._path = self._path.replace("{" + name + "}", prefix + separator.join(items))

    def query(self, name: str, value: Any, style: str = "form", explode: bool = True) -> None:
        self._query.extend(_pairs(name, value, style, explode))

    def header(self, name: str, value: Any, style: str = "simple", explode: bool = False) -> None:
        if value is not None:
            self.headers[name] = ",".join(_flat(value, explode))

    def cookie(self, name: str, value: Any, style: str = "form", explode: bool = True) -> None:
        if value is not None:
            self._cookies.append(f"{name}={_quote(','.join(_flat(value, explode)))}")
            self.headers["cookie"] = "; ".join(self._cookies)

    def json(self, value: Any, media_type: str) -> None:
        if value is not None:
            self._send(json.dumps(to_json(value)).encode(), media_type)

    def text(self, value: Optional[str], media_type: str) -> None:
        if value is not None:
            self._send(value.encode(), media_type)

    def binary(self, value: Optional[bytes], media_type: str) -> None:
        if value is not None:
            self._send(value, media_type)

    def form(self, value: Any) -> None:
        if value is not None:
            pairs: List[str] = []
            for name, item in to_json(value).items():
                pairs.extend(_pairs(name, item, "deepObject" if isinstance(item, dict) else "form", True))
            self._send("&".join(pairs).encode(), "application/x-www-form-urlencoded")

    def multipart(self, value: Any) -> None:
        if value is None:
            return
        boundary = uuid.uuid4().hex
        chunks: List[bytes] = []
        for name, item in to_json(value).items():
            for part in item if isinstance(item, list) else [item]:
                label = json.dumps(name, ensure_ascii=False)
                file = isinstance(part, bytes)
                disposition = f"content-disposition: form-data; name={label}" + (f"; filename={label}" if file else "")
                kind = "\r\ncontent-type: application/octet-stream" if file else ""
                chunks.append(f"--{boundary}\r\n{disposition}{kind}\r\n\r\n".encode())
                chunks.append((part if isinstance(part, bytes) else _text(part).encode()) + b"\r\n")
        chunks.append(f"--{boundary}--\r\n".encode())
        self._send(b"".join(chunks), f"multipart/form-data; boundary={boundary}")

    def target(self) -> str:
        """Path and query, after the base URL."""
        return self._path + ("?" + "&".join(self._query) if self._query else "")

    def _send(self, content: bytes, media_type: str) -> None:
        self.content = content
        self.headers["content-type"] = media_type


class Http:
    def __init__(
        self,
        base_url: str,
        *,
        headers: Optional[Dict[str, str]],
        auth: Optional[Callable[[OutgoingRequest], None]],
        timeout: Optional[float],
        mockops: Optional[MockOps],
        opener: Optional[urllib.request.OpenerDirector],
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = headers or {}
        self._auth = auth
        self._timeout = timeout
        self._mockops = mockops or MockOps()
        self._opener = opener or urllib.request.build_opener()

    def json(self, call: Call, hint: Any, errors: Dict[str, Any], options: Optional[RequestOptions]) -> Any:
        content = self._exchange(call, "application/json", errors, options)
        where = f"{call.method} {call.target()}"
        if not content:
            return decode(hint, None, f"{where} without a body")
        try:
            data = json.loads(content)
        except ValueError as cause:
            raise TransportError(f"{where} answered with a body that is not JSON") from cause
        return decode(hint, data, f"{where}: body")

    def text(self, call: Call, errors: Dict[str, Any], options: Optional[RequestOptions]) -> str:
        return self._exchange(call, "*/*", errors, options).decode(errors="replace")

    def binary(self, call: Call, errors: Dict[str, Any], options: Optional[RequestOptions]) -> bytes:
        return self._exchange(call, "*/*", errors, options)

    def none(self, call: Call, errors: Dict[str, Any], options: Optional[RequestOptions]) -> None:
        self._exchange(call, "*/*", errors, options)

    def _exchange(self, call: Call, accept: str, errors: Dict[str, Any], options: Optional[RequestOptions]) -> bytes:
        given = options or RequestOptions()
        own = {**self._mockops.headers(), **(given.mockops or MockOps()).headers()}
        headers = {"accept": accept, **own, **self._headers, **call.headers, **(given.headers or {})}
        request = OutgoingRequest(method=call.method, url=self._base_url + call.target(), headers=headers)
        if self._auth is not None:
            self._auth(request)
        timeout = self._timeout if given.timeout is None else given.timeout
        raw = urllib.request.Request(request.url, data=call.content, headers=request.headers, method=call.method)
        try:
            with self._opener.open(raw, timeout=timeout) as response:
                content: bytes = response.read()
                return content
        except urllib.error.HTTPError as failure:
            with failure:
                raise _api_error(call, failure, errors) from None
        except OSError as cause:
            what = f"{call.method} {request.url} could not be sent or was not answered within {timeout} s"
            raise TransportError(f"{what}; is the base URL right and the server up? ({cause})") from cause


def _api_error(call: Call, failure: urllib.error.HTTPError, errors: Dict[str, Any]) -> ApiError:
    text = failure.read().decode(errors="replace")
    body: Any = text
    if "json" in (failure.headers.get("content-type") or ""):
        try:
            body = json.loads(text)
        except ValueError:
            pass  # the text says more than a complaint about its syntax
        else:
            status = str(failure.code)
            hint = errors.get(status, errors.get(f"{status[0]}XX", errors.get("default", Any)))
            try:
                body = decode(hint, body, "body")
            except DecodeError:
                pass  # an undocumented body of a failure stays plain JSON
    message = f"{call.method} {call.target()} answered {failure.code}"
    return ApiError(message, failure.code, body, failure.headers)  # type: ignore[arg-type]


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="!'()*-._~")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(to_json(value))


def _flat(value: Any, explode: bool) -> List[str]:
    """A value as the list of its items; an object as its keys and values."""
    data = to_json(value)
    if data is None:
        return []
    if isinstance(data, list):
        return [_text(item) for item in data]
    if not isinstance(data, dict):
        return [_text(data)]
    if explode:
        return [f"{key}={_text(item)}" for key, item in data.items()]
    return [text for key, item in data.items() for text in (key, _text(item))]


def _pairs(name: str, value: Any, style: str, explode: bool) -> List[str]:
    """Encoded name=value pairs of one query parameter or form field."""
    data = to_json(value)
    if data is None:
        return []
    if style == "deepObject":
        return _deep_pairs(name, data)
    if not isinstance(data, (list, dict)):
        return [f"{_quote(name)}={_quote(_text(data))}"]
    if explode and isinstance(data, list):
        return [f"{_quote(name)}={_quote(_text(item))}" for item in data]
    if explode and isinstance(data, dict):
        return [f"{_quote(key)}={_quote(_text(item))}" for key, item in data.items() if item is not None]
    separator = "%20" if style == "spaceDelimited" else "%7C" if style == "pipeDelimited" else ","
    items = separator.join(_quote(item) for item in _flat(data, False))
    return [f"{_quote(name)}={items}"] if items else []


def _deep_pairs(name: str, data: Any) -> List[str]:
    if data is None:
        return []
    if isinstance(data, list):
        return [pair for index, item in enumerate(data) for pair in _deep_pairs(f"{name}[{index}]", item)]
    if isinstance(data, dict):
        return [pair for key, item in data.items() for pair in _deep_pairs(f"{name}[{key}]", item)]
    return [f"{_quote(name)}={_quote(_text(data))}"]
`;
