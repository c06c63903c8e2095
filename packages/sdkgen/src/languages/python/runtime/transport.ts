// transport.py of a Python SDK: request in, response out. The text below is the file.

export const TRANSPORT = `"""Request in, response out, over the standard library's HTTP client."""

from __future__ import annotations

import dataclasses
import http.client
import socket
import ssl
import threading
import time
import urllib.parse
import urllib.request
from typing import Callable, Dict, Iterable, Iterator, Mapping, Optional, Protocol, Tuple

from .calls import Content


class TransportError(Exception):
    """No usable answer: not reachable, too slow, or not what it says it is."""

    def __init__(self, message: str, *, answered: bool = False) -> None:
        super().__init__(message)
        # Something came back, so a repetition would bring the same.
        self.answered = answered


class Cancelled(TransportError):
    """The caller's event was set."""


class Headers(Mapping[str, str]):
    """Names are found in any case; values that came apart are joined."""

    def __init__(self, pairs: Iterable[Tuple[str, str]]) -> None:
        self._values: Dict[str, str] = {}
        for name, value in pairs:
            before = self._values.get(name.lower())
            self._values[name.lower()] = value if before is None else f"{before}, {value}"

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes:
        ...

    def close(self) -> None:
        ...


@dataclasses.dataclass
class OutgoingRequest:
    method: str
    url: str
    headers: Dict[str, str]
    content: Optional[Content]
    # Seconds for all of it; a transport that streams may forget them once the headers are there.
    timeout: Optional[float]
    cancel: Optional[threading.Event]


@dataclasses.dataclass
class Response:
    status: int
    headers: Mapping[str, str]
    body: Readable


Transport = Callable[[OutgoingRequest], Response]


class HttpTransport:
    """One connection per request; proxies of the environment are used, certificates checked by the context."""

    def __init__(self, *, context: Optional[ssl.SSLContext] = None) -> None:
        self._context = context

    def __call__(self, request: OutgoingRequest) -> Response:
        deadline = None if request.timeout is None else time.monotonic() + request.timeout
        connection, target = self._connection(request)
        try:
            connection.connect()
            sock = connection.sock
            done = _close_on(request.cancel, sock)
            try:
                sock.settimeout(_left(deadline))
                connection.request(request.method, target, body=request.content, headers=request.headers)
                sock.settimeout(_left(deadline))
                answer = connection.getresponse()
            except BaseException:
                done.set()
                raise
        except BaseException:
            connection.close()
            raise
        body = _Body(connection, answer, sock, deadline, done)
        return Response(answer.status, Headers(answer.getheaders()), body)

    def _connection(self, request: OutgoingRequest) -> Tuple[http.client.HTTPConnection, str]:
        url = urllib.parse.urlsplit(request.url)
        host = url.hostname or ""
        target = url.path or "/"
        if url.query:
            target += "?" + url.query
        secure = url.scheme == "https"
        if not secure and url.scheme != "http":
            raise ValueError(f"{request.url} is no http or https URL")
        proxy = None if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(url.scheme)
        server = urllib.parse.urlsplit(proxy) if proxy else url
        port = server.port or (443 if server.scheme == "https" else 80)
        made: http.client.HTTPConnection
        if secure:
            context = self._context or ssl.create_default_context()
            made = http.client.HTTPSConnection(server.hostname or "", port, timeout=request.timeout, context=context)
            if proxy:
                made.set_tunnel(host, url.port or 443)
        else:
            made = http.client.HTTPConnection(server.hostname or "", port, timeout=request.timeout)
            target = request.url if proxy else target
        return made, target


class _Body:
    """Reads until the deadline; without one, as long as the server writes."""

    def __init__(
        self,
        connection: http.client.HTTPConnection,
        answer: http.client.HTTPResponse,
        sock: socket.socket,
        deadline: Optional[float],
        done: threading.Event,
    ) -> None:
        self._connection = connection
        self._answer = answer
        self._socket = sock
        self._deadline = deadline
        self._done = done

    def forget_deadline(self) -> None:
        self._deadline = None
        if self._socket.fileno() >= 0:
            self._socket.settimeout(None)

    def read(self, size: int = -1, /) -> bytes:
        if size >= 0:
            return self._piece(size)
        pieces = iter(lambda: self._piece(65536), b"")
        return b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        if self._deadline is not None and self._socket.fileno() >= 0:
            self._socket.settimeout(_left(self._deadline))
        piece = self._answer.read1(size)
        if not piece and size > 0 and self._answer.length:
            raise http.client.IncompleteRead(piece, self._answer.length)
        return piece

    def close(self) -> None:
        self._done.set()
        self._answer.close()
        self._connection.close()


def _left(deadline: Optional[float]) -> Optional[float]:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def _close_on(cancel: Optional[threading.Event], sock: socket.socket) -> threading.Event:
    """Ends the connection when the event is set, until the returned one is."""
    done = threading.Event()
    if cancel is None:
        return done
    event = cancel

    def watch() -> None:
        while not done.is_set():
            if event.wait(0.05) and not done.is_set():
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # it has ended by itself
                return

    threading.Thread(target=watch, daemon=True).start()
    return done
`;
