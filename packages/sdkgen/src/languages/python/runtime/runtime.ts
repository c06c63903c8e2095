// runtime.py of a Python SDK: answers as what they should be: JSON, text, bytes, items, pages. The text below is the file.

export const RUNTIME = `"""Calls, and their answers as what they should be."""

from __future__ import annotations

import http.client
import json
from typing import Any, Callable, Generator, Iterator, List, Optional, Tuple

from .calls import Call
from .decoding import DecodeError, decode, member
from .errors import Errors
from .options import RequestOptions, Settings
from .pages import PageRule, Pages, next_step
from .sending import Sender, origin
from .streams import ByteStream, event_data, json_lines, text_lines
from .transport import Cancelled, TransportError


class Http:
    def __init__(self, settings: Settings) -> None:
        self._sender = Sender(settings)

    def json(self, call: Call, hint: Any, errors: Errors, options: Optional[RequestOptions]) -> Any:
        response, _ = self._sender.exchange(call, "application/json", errors, options)
        return _decoded(response[1], hint, call, response[0])

    def text(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> str:
        (_, content), _ = self._sender.exchange(call, "text/*, */*;q=0.1", errors, options)
        return content.decode(errors="replace")

    def binary(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> bytes:
        (_, content), _ = self._sender.exchange(call, "*/*", errors, options)
        return content

    def stream(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> ByteStream:
        return ByteStream(self._sender.open(call, "*/*", errors, options).body)

    def none(self, call: Call, errors: Errors, options: Optional[RequestOptions]) -> None:
        self._sender.exchange(call, "*/*", errors, options)

    def events(
        self, call: Call, hint: Any, errors: Errors, options: Optional[RequestOptions]
    ) -> Generator[Any, None, None]:
        for status, text in self._lines(call, "text/event-stream", errors, options, event_data):
            yield text if hint is str else _decoded(text.encode(), hint, call, status)

    def lines(
        self, call: Call, hint: Any, errors: Errors, options: Optional[RequestOptions]
    ) -> Generator[Any, None, None]:
        accept = "application/x-ndjson, application/jsonl, application/json-seq, */*;q=0.1"
        for status, text in self._lines(call, accept, errors, options, json_lines):
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
            (status, content), (headers, url) = self._sender.exchange(call, "application/json", errors, options)
            page = _decoded(content, hint, call, status)
            count = len(items(page))
            if count == 0 and rule.kind in ("page", "offset"):
                return
            yield page
            position += count if rule.kind == "offset" else 1
            step: Any = next_step(rule, page, items(page), headers, url, position)
            if step is None or step == "" or step in seen:
                return
            seen.add(step)
            if rule.kind == "url":
                if origin(step) != origin(url):
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
        response = self._sender.open(call, accept, errors, options)
        try:
            for text in split(text_lines(response.body)):
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


def _decoded(content: bytes, hint: Any, call: Call, status: int) -> Any:
    where = f"{call} answered {status}"
    if not content:
        return decode(hint, None, f"{where} without a body")
    try:
        data = json.loads(content)
    except ValueError as cause:
        raise TransportError(f"{where} with a body that is not JSON", answered=True) from cause
    return decode(hint, data, f"{where}: body")
`;
