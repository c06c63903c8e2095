// decoding.py of a Python SDK: JSON to dataclasses and back. The text below is the file.

export const PYTHON_DECODING = `"""JSON to dataclasses and back."""

from __future__ import annotations

import dataclasses
import importlib
import sys
import types
from typing import Annotated, Any, Dict, ForwardRef, Literal, Tuple, Type, TypeVar, Union, get_args, get_origin

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
`;
