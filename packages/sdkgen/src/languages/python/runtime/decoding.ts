// decoding.py of a Python SDK: JSON to dataclasses and back. The text below is the file.

export const DECODING = String.raw`"""JSON to dataclasses and back."""

from __future__ import annotations

import dataclasses
import datetime
import importlib
import re
import sys
import types
from typing import Annotated, Any, Dict, ForwardRef, List, Literal, Tuple, Type, TypeVar, Union, get_args, get_origin

T = TypeVar("T", bound="Model")


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


class Model:
    """Base of the dataclasses in models."""

    @classmethod
    def from_json(cls: Type[T], data: Any) -> T:
        return _decode_model(cls, data, cls.__name__)

    def to_json(self) -> Dict[str, Any]:
        data: Dict[str, Any] = {}
        for item in _fields(type(self)):
            value = getattr(self, item.name)
            if "extra" in item.metadata:
                data.update({key: to_json(inner) for key, inner in value.items()})
            elif value is not UNSET and not (value is None and item.default is None):
                data[_wire(item)] = to_json(value)
        return data


def _fields(model: Any) -> Tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(model)


def _wire(item: dataclasses.Field[Any]) -> str:
    return str(item.metadata.get("json", item.name))


def to_json(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_json()
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, datetime.datetime):
        return _instant_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def member(value: Any, path: Tuple[str, ...]) -> Any:
    """What stands at a path of property names in a decoded value; None where there is nothing."""
    for name in path:
        if isinstance(value, Model):
            found = [item.name for item in _fields(type(value)) if _wire(item) == name and "extra" not in item.metadata]
            value = getattr(value, found[0]) if found else None
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return None if value is UNSET else value


def _instant_text(value: datetime.datetime) -> str:
    known_zone = value if value.tzinfo is not None else value.astimezone()
    return re.sub(r"\+00:00$", "Z", known_zone.isoformat())


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?")


def _instant(text: str, where: str) -> datetime.datetime:
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise DecodeError(f"{where}: expected a date and time (RFC 3339), found {text!r}")
    day, clock, fraction, zone = match.groups()
    micros = ((fraction or ".0")[1:7]).ljust(6, "0")
    offset = "+00:00" if zone in ("Z", "z") else zone or ""
    try:
        return datetime.datetime.fromisoformat(f"{day}T{clock}.{micros}{offset}")
    except ValueError as cause:
        raise DecodeError(f"{where}: {text!r} is no date and time ({cause})") from cause


def _day(text: str, where: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as cause:
        raise DecodeError(f"{where}: expected a date (2026-03-01), found {text!r}") from cause


_hints: Dict[type, Dict[str, Any]] = {}


def _hints_of(model: type) -> Dict[str, Any]:
    if model not in _hints:
        scope = vars(sys.modules[model.__module__])
        _hints[model] = {
            item.name: eval(str(item.metadata.get("extra") or item.type), scope)  # noqa: S307 - our own annotations
            for item in _fields(model)
        }
    return _hints[model]


def _decode_model(model: Type[T], data: Any, where: str) -> T:
    if not isinstance(data, dict):
        raise DecodeError(f"{where}: expected an object, found {_kind(data)}")
    hints = _hints_of(model)
    values: Dict[str, Any] = {}
    rest = dict(data)
    extra = None
    for item in _fields(model):
        if "extra" in item.metadata:
            extra = item.name
            continue
        wire = _wire(item)
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
        models = vars(importlib.import_module(".models", __package__))
        return decode(models[text], value, where)
    origin = get_origin(hint)
    if hint is Any or origin is Literal:
        return value
    if origin is Annotated:
        union, tag = get_args(hint)
        if not isinstance(value, dict) or tag.name not in value:
            return decode(union, value, where)
        named = tag.members.get(value[tag.name])
        return value if named is None else decode(named, value, where)
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
    if isinstance(value, str):
        if hint is bytes:
            return value.encode()
        if hint is datetime.datetime:
            return _instant(value, where)
        if hint is datetime.date:
            return _day(value, where)
        if issubclass(hint, str):
            return hint(value)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is float and number:
        return value
    if hint is int and number and int(value) == value:
        return int(value)
    if hint is bool and isinstance(value, bool) or hint is type(None) and value is None:
        return value
    raise DecodeError(f"{where}: expected {hint.__name__}, found {_kind(value)}")


def _decode_union(hints: Tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None and type(None) in hints:
        return None
    members: List[Any] = [hint for hint in hints if hint is not type(None) and hint is not Unset]
    if len(members) == 1:
        return decode(members[0], value, where)
    best: Any = value  # what no member fits stays plain JSON
    score = 0
    for hint in members:
        try:
            decoded = decode(hint, value, where)
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
`;
