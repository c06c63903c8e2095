// runtime.py of a Python SDK: requests, answers, errors, and JSON to dataclasses and back. The text below is the file.

export const PYTHON_RUNTIME = String.raw`"""Requests, answers and errors over urllib; JSON to dataclasses and back."""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
import types
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Annotated, Any, Callable, Dict, ForwardRef, List, Literal, Mapping, Optional, Tuple, Type, TypeVar, Union
from typing import get_args, get_origin

T = TypeVar("T", bound="Model")
Pairs = List[Tuple[str, str]]


class Unset:
    """The type of UNSET: a property that is not there, where None would mean null."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


def known(value: str) -> Any:
    """A value of an open enum, in its class body."""
    return value


class OpenEnum(str):
    """A string with known values. Others are allowed: the API may learn new ones before its client does."""

    def __init_subclass__(cls) -> None:
        for name, value in list(vars(cls).items()):
            if name.isupper() and isinstance(value, str):
                setattr(cls, name, cls(value))


class Tagged:
    """Which member of a union an object is, by the value of one property."""

    def __init__(self, name: str, members: Dict[str, Any]) -> None:
        self.name = name
        self.members = members


class DecodeError(ValueError):
    """JSON that its contract does not allow; the message names the place."""


class TransportError(Exception):
    """No usable answer: not reachable, too slow, or not what it says it is."""


class ApiError(Exception):
    """An answer that is not a success. The body is the documented model where it fits, else JSON, else text."""

    def __init__(self, message: str, status: int, body: Any, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.headers = headers


class Model:
    """Base of the dataclasses in models."""

    @classmethod
    def from_json(cls: Type[T], data: Any) -> T:
        return _decode_model(cls, data, cls.__name__)

    def to_json(self) -> Dict[str, Any]:
        data: Dict[str, Any] = {}
        for item in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, item.name)
            if "extra" in item.metadata:
                data.update({key: to_json(inner) for key, inner in value.items()})
            elif value is not UNSET and not (value is None and item.default is None):
                data[item.metadata.get("json", item.name)] = to_json(value)
        return data


def to_json(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_json()
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


def _models() -> Dict[str, Any]:
    return vars(importlib.import_module(".models", __package__))


_hints: Dict[type, Dict[str, Any]] = {}


def _hints_of(model: type) -> Dict[str, Any]:
    if model not in _hints:
        scope = vars(sys.modules[model.__module__])
        fields = dataclasses.fields(model)
        _hints[model] = {
            item.name: eval(str(item.metadata.get("extra") or item.type), scope)  # noqa: S307 - our own annotations
            for item in fields
        }
    return _hints[model]


def _decode_model(model: Type[T], data: Any, where: str) -> T:
    if not isinstance(data, dict):
        raise DecodeError(f"{where}: expected an object, found {_kind(data)}")
    hints = _hints_of(model)
    values: Dict[str, Any] = {}
    rest = dict(data)
    extra = None
    for item in dataclasses.fields(model):  # type: ignore[arg-type]
        if "extra" in item.metadata:
            extra = item.name
            continue
        wire = item.metadata.get("json", item.name)
        if wire in rest:
            raw = rest.pop(wire)
            # A null that the contract does not mention, on a property that may be absent, is an absence.
            if not (raw is None and item.default is None):
                values[item.name] = decode(hints[item.name], raw, f"{where}.{wire}")
        elif item.default is dataclasses.MISSING:
            raise DecodeError(f"{where}.{wire}: missing, and the contract requires it")
    if extra is not None:
        values[extra] = {key: decode(hints[extra], value, f"{where}.{key}") for key, value in rest.items()}
    return model(**values)


def decode(hint: Any, value: Any, where: str) -> Any:
    """JSON as the type that the hint says. Raises DecodeError."""
    if isinstance(hint, (str, ForwardRef)):
        text = hint if isinstance(hint, str) else hint.__forward_arg__
        return decode(_models()[text], value, where)
    origin = get_origin(hint)
    if hint is Any or origin is Literal:
        return value
    if origin is Annotated:
        union, tag = get_args(hint)
        if not isinstance(value, dict) or tag.name not in value:
            return decode(union, value, where)
        member = tag.members.get(value[tag.name])
        return value if member is None else decode(member, value, where)
    if origin is Union or origin is types.UnionType:
        return _decode_union(get_args(hint), value, where)
    if origin is list:
        if not isinstance(value, list):
            raise DecodeError(f"{where}: expected an array, found {_kind(value)}")
        (item,) = get_args(hint)
        return [decode(item, inner, f"{where}[{index}]") for index, inner in enumerate(value)]
    if origin is dict:
        if not isinstance(value, dict):
            raise DecodeError(f"{where}: expected an object, found {_kind(value)}")
        return {key: decode(get_args(hint)[1], inner, f"{where}.{key}") for key, inner in value.items()}
    if issubclass(hint, Model):
        return _decode_model(hint, value, where)
    return _decode_scalar(hint, value, where)


def _decode_scalar(hint: Any, value: Any, where: str) -> Any:
    if hint is bytes and isinstance(value, str):
        return value.encode()
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is float and number:
        return value
    if hint is int and number and int(value) == value:
        return int(value)
    if hint is bool and isinstance(value, bool) or hint is type(None) and value is None:
        return value
    if issubclass(hint, str) and isinstance(value, str):
        return hint(value)
    raise DecodeError(f"{where}: expected {hint.__name__}, found {_kind(value)}")


def _decode_union(hints: Tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None and type(None) in hints:
        return None
    members = [hint for hint in hints if hint is not type(None) and hint is not Unset]
    if len(members) == 1:
        return decode(members[0], value, where)
    best: Any = value  # what no member fits stays plain JSON
    score = 0
    for member in members:
        try:
            decoded = decode(member, value, where)
        except DecodeError:
            continue
        fits = 1
        if isinstance(decoded, Model) and isinstance(value, dict):
            fits += len(decoded.to_json().keys() & value.keys())
        if fits > score:
            best, score = decoded, fits
    return best


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), f"the number {value}")


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
