// calls.py of a Python SDK: one request in the making, and how its values are written. The text below is the file.

export const CALLS = String.raw`"""One request in the making, and how its values are written."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import urllib.parse
import uuid
from typing import Any, BinaryIO, Callable, Dict, List, Optional, Tuple, Union

from .decoding import to_json

_REPEATABLE = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY"))

Content = Union[bytes, BinaryIO]


@dataclasses.dataclass
class File:
    """A file of a multipart body. Plain bytes are a file without a name of its own."""

    content: bytes
    name: Optional[str] = None
    media_type: Optional[str] = None


@dataclasses.dataclass(frozen=True)
class Encoding:
    """How a field of a form is written, where it is not the usual way."""

    media_type: Optional[str] = None
    style: Optional[str] = None
    explode: bool = True


class Call:
    """One request in the making. None is left out."""

    def __init__(self, method: str, path: str) -> None:
        self.method = method
        self.headers: Dict[str, str] = {}
        self.cookies: List[str] = []
        self.content: Optional[Content] = None
        # Alternatives of schemes that prove who calls; none: a public operation.
        self.security: Tuple[Tuple[str, ...], ...] = ()
        # A page that an answer has named, instead of path and query.
        self.url: Optional[str] = None
        self._path = path
        self._query: List[Tuple[str, List[str]]] = []
        self._idempotent = False

    def path(self, name: str, value: Any, style: str = "simple", explode: bool = False) -> None:
        data = to_json(value)
        items = _flat(data, explode, _quote)
        if not items or any(item in ("", ".", "..") for item in items):
            raise ValueError(f"path parameter {name!r} of {self._path} must not be empty, '.' or '..'")
        # An exploded object brings its own names.
        matrix = ";" if explode and isinstance(data, dict) else f";{_quote(name)}="
        prefix = "." if style == "label" else matrix if style == "matrix" else ""
        separator = "," if style == "simple" or not explode else "." if style == "label" else matrix
        self._path = self._path.replace("{" + name + "}", prefix + separator.join(items))

    def query(self, name: str, value: Any, style: str = "form", explode: bool = True, reserved: bool = False) -> None:
        self._query.append((name, _pairs(name, value, style, explode, _quote_reserved if reserved else _quote)))

    def header(self, name: str, value: Any, style: str = "simple", explode: bool = False) -> None:
        if value is not None:
            self.headers[name] = ",".join(_flat(to_json(value), explode, str))

    def cookie(self, name: str, value: Any, style: str = "form", explode: bool = True) -> None:
        self.cookies.extend(_pairs(name, value, style, explode, _quote))

    def idempotency(self, name: str) -> None:
        """Names the header that makes a repetition harmless; its value is the same over all retries of this call."""
        self._idempotent = True
        self.headers.setdefault(name, str(uuid.uuid4()))

    def json(self, value: Any, media_type: str) -> None:
        if value is not None:
            self._send(_json_text(value).encode(), media_type)

    def text(self, value: Optional[str], media_type: str) -> None:
        if value is not None:
            self._send(value.encode(), media_type)

    def binary(self, value: Optional[Content], media_type: str) -> None:
        if value is not None:
            self._send(value, media_type)

    def form(self, value: Any, encoding: Optional[Dict[str, Encoding]] = None) -> None:
        if value is None:
            return
        pairs: List[str] = []
        for name, item in to_json(value).items():
            said = (encoding or {}).get(name, Encoding())
            if said.media_type is not None:
                pairs.append(f"{_quote(name)}={_quote(_text(item))}")
            else:
                style = said.style or ("deepObject" if isinstance(item, dict) else "form")
                pairs.extend(_pairs(name, item, style, said.explode, _quote))
        self._send("&".join(pairs).encode(), "application/x-www-form-urlencoded")

    def multipart(self, value: Any, encoding: Optional[Dict[str, Encoding]] = None) -> None:
        if value is None:
            return
        boundary = uuid.uuid4().hex
        chunks: List[bytes] = []
        for name, item in to_json(value).items():
            media_type = (encoding or {}).get(name, Encoding()).media_type
            for part in item if isinstance(item, list) else [item]:
                if part is not None:
                    head, content = _part(name, part, media_type)
                    chunks.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
        chunks.append(f"--{boundary}--\r\n".encode())
        self._send(b"".join(chunks), f"multipart/form-data; boundary={boundary}")

    def with_query(self, name: str, value: Any) -> Call:
        """The same request with another value of one parameter."""
        other = copy.copy(self)
        other._query = [pair for pair in self._query if pair[0] != name]
        other.query(name, value)
        return other

    def with_url(self, url: str) -> Call:
        other = copy.copy(self)
        other.url = url
        return other

    def repeatable(self) -> bool:
        """Whether it may be sent twice, and can be."""
        return (self._idempotent or self.method in _REPEATABLE) and self.rereadable()

    def rereadable(self) -> bool:
        return self.content is None or isinstance(self.content, bytes)

    def target(self) -> str:
        """Path and query, after the base URL."""
        pairs = [pair for _, written in self._query for pair in written]
        return self._path + ("?" + "&".join(pairs) if pairs else "")

    def __str__(self) -> str:
        # For messages: without the query, which may hold secrets.
        return f"{self.method} {self._path}"

    def _send(self, content: Content, media_type: str) -> None:
        self.content = content
        self.headers["content-type"] = media_type


def as_json(value: Any) -> Optional[str]:
    """A parameter that is a JSON document in one text."""
    return None if value is None else _json_text(value)


def quote(text: str) -> str:
    return _quote(text)


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="!'()*-._~")


def _quote_reserved(text: str) -> str:
    # Reserved characters stay, but for those that would end the value.
    return urllib.parse.quote(text, safe="!'()*-._~:/?[]@$,;=")


def _json_text(value: Any) -> str:
    return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _json_text(value)


def _flat(data: Any, explode: bool, write: Callable[[str], str]) -> List[str]:
    """A value as the list of its items; an object as its keys and values."""
    if data is None:
        return []
    if isinstance(data, list):
        return [write(_text(item)) for item in data]
    if not isinstance(data, dict):
        return [write(_text(data))]
    pairs = [(write(key), write(_text(item))) for key, item in data.items() if item is not None]
    return [f"{key}={item}" for key, item in pairs] if explode else [text for pair in pairs for text in pair]


def _pairs(name: str, value: Any, style: str, explode: bool, write: Callable[[str], str]) -> List[str]:
    """Encoded name=value pairs of one parameter or form field."""
    data = to_json(value)
    if data is None:
        return []
    if style == "deepObject":
        return _deep_pairs(name, data)
    if explode and isinstance(data, dict):
        return _flat(data, True, write)
    items = _flat(data, False, write)
    if explode or not isinstance(data, (list, dict)):
        return [f"{_quote(name)}={item}" for item in items]
    separator = "%20" if style == "spaceDelimited" else "%7C" if style == "pipeDelimited" else ","
    return [f"{_quote(name)}={separator.join(items)}"] if items else []


def _deep_pairs(name: str, data: Any) -> List[str]:
    if data is None:
        return []
    if isinstance(data, list):
        return [pair for index, item in enumerate(data) for pair in _deep_pairs(f"{name}[{index}]", item)]
    if isinstance(data, dict):
        return [pair for key, item in data.items() for pair in _deep_pairs(f"{name}[{key}]", item)]
    return [f"{_quote(name)}={_quote(_text(data))}"]


def _part(name: str, part: Any, media_type: Optional[str]) -> Tuple[str, bytes]:
    head = f"content-disposition: form-data; name={_quoted(name)}"
    file = File(part) if isinstance(part, bytes) else part
    if isinstance(file, File):
        kind = file.media_type or media_type or "application/octet-stream"
        return f"{head}; filename={_quoted(file.name or name)}{_content_type(kind)}", file.content
    default = "application/json" if isinstance(part, (dict, list)) else None
    return head + _content_type(media_type or default), _text(part).encode()


def _content_type(media_type: Optional[str]) -> str:
    return "" if media_type is None else "\r\ncontent-type: " + re.sub(r"[\r\n]", "", media_type)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A") + '"'
`;
