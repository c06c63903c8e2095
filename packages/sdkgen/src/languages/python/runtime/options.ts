// options.py of a Python SDK: what a client and a call are told. The text below is the file.

export const OPTIONS = `"""What a client and a call are told."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any, Callable, Dict, Mapping, Optional, Tuple, Union

from .transport import Transport

# A value, or a function that gives one; it is called with True when the last one was refused.
Token = Union[str, Callable[[bool], str]]
# User name and password.
Login = Union[Tuple[str, str], Callable[[bool], Tuple[str, str]]]


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
`;
