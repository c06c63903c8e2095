// retries.py of a Python SDK: when a request is sent again, and how long that waits. The text below is the file.

export const RETRIES = String.raw`"""When a request is sent again, and how long that waits."""

from __future__ import annotations

import email.utils
import random
import re
import time
from typing import Mapping, Optional

_RETRIED = frozenset((408, 429, 500, 502, 503, 504))
_LONGEST_WAIT = 60.0


def backoff(attempt: int) -> float:
    return float(min(0.5 * 2**attempt, 8.0) * (0.5 + random.random() / 2))


def retry_delay(status: int, headers: Mapping[str, str], attempt: int) -> Optional[float]:
    """Seconds to wait; None: this failure is final."""
    if status not in _RETRIED:
        return None
    asked = _retry_after(headers.get("retry-after"))
    if asked is None:
        return backoff(attempt)
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
`;
