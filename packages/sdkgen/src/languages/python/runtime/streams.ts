// streams.py of a Python SDK: bodies as they arrive. The text below is the file.

export const STREAMS = String.raw`"""Bodies as they arrive: bytes, server-sent events, lines of JSON."""

from __future__ import annotations

import codecs
import re
from typing import Iterator, List

from .transport import Readable


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


def text_lines(body: Readable) -> Iterator[str]:
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


def event_data(lines: Iterator[str]) -> Iterator[str]:
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


def json_lines(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        text = line.lstrip("\x1e").strip()
        if text:
            yield text
`;
