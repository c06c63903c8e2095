// errors.py of a Python SDK: what a call fails with when there is an answer. The text below is the file.

export const ERRORS = String.raw`"""What a call fails with when there is an answer."""

from __future__ import annotations

import json
import re
from typing import Any, Mapping

from .calls import Call
from .decoding import DecodeError, decode
from .transport import Response

# The documented body by status: "404", "4XX", "default".
Errors = Mapping[str, Any]


class ApiError(Exception):
    """An answer that is not a success. The body is the documented model where it fits, else JSON, else text."""

    def __init__(self, message: str, status: int, body: Any, headers: Mapping[str, str], text: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.headers = headers
        self.text = text
        self.request_id = headers.get("x-request-id") or headers.get("request-id")


def api_error(call: Call, response: Response, errors: Errors) -> ApiError:
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
`;
