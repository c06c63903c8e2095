// sending.py of a Python SDK: attempts, redirects and repetitions. The text below is the file.

export const SENDING = String.raw`"""Attempts, redirects and repetitions of a call, and what is sent for it."""

from __future__ import annotations

import base64
import dataclasses
import http.client
import re
import time
import urllib.parse
from typing import Callable, Dict, List, Mapping, Optional, Tuple, TypeVar

from .calls import Call, quote
from .errors import ApiError, Errors, api_error
from .options import MockOps, RequestOptions, Settings
from .retries import backoff, retry_delay
from .transport import Cancelled, HttpTransport, OutgoingRequest, Response, Transport, TransportError

R = TypeVar("R")

_MOST_REDIRECTS = 5


class Sender:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._send: Transport = settings.transport or HttpTransport()

    def open(self, call: Call, accept: str, errors: Errors, options: Optional[RequestOptions]) -> Response:
        def keep(response: Response) -> Response:
            forget = getattr(response.body, "forget_deadline", None)
            if forget is not None:
                forget()
            return response

        opened, _ = self._attempts(call, accept, errors, options, keep)
        return opened

    def exchange(
        self, call: Call, accept: str, errors: Errors, options: Optional[RequestOptions]
    ) -> Tuple[Tuple[int, bytes], Tuple[Mapping[str, str], str]]:
        def read(response: Response) -> Tuple[int, bytes]:
            try:
                return response.status, response.body.read()
            finally:
                response.body.close()

        return self._attempts(call, accept, errors, options, read)

    def _attempts(
        self,
        call: Call,
        accept: str,
        errors: Errors,
        options: Optional[RequestOptions],
        read: Callable[[Response], R],
    ) -> Tuple[R, Tuple[Mapping[str, str], str]]:
        """Attempts until one succeeds or no other is allowed."""
        given = options or RequestOptions()
        allowed = self._settings.max_retries if given.max_retries is None else given.max_retries
        retries = allowed if call.repeatable() else 0
        chosen = self._chosen(call)
        refresh = False
        attempt = 0
        while True:
            if given.cancel is not None and given.cancel.is_set():
                raise Cancelled(f"{call} was cancelled")
            try:
                return self._attempt(call, accept, errors, given, chosen, refresh, read)
            except ApiError as error:
                supplied = any(callable(self._settings.credentials.get(name)) for name in chosen)
                if error.status == 401 and supplied and not refresh and call.rereadable():
                    refresh = True
                    continue
                delay = retry_delay(error.status, error.headers, attempt)
                if attempt >= retries or delay is None:
                    raise
            except TransportError as error:
                if isinstance(error, Cancelled) or error.answered or attempt >= retries:
                    if attempt == 0 or isinstance(error, Cancelled):
                        raise
                    message = f"{error} (tried {attempt + 1} times)"
                    raise TransportError(message, answered=error.answered) from error
                delay = backoff(attempt)
            attempt += 1
            refresh = False
            if given.cancel is None:
                time.sleep(delay)
            else:
                given.cancel.wait(delay)

    def _attempt(
        self,
        call: Call,
        accept: str,
        errors: Errors,
        options: RequestOptions,
        chosen: Tuple[str, ...],
        refresh: bool,
        read: Callable[[Response], R],
    ) -> Tuple[R, Tuple[Mapping[str, str], str]]:
        request, secret = self._request(call, accept, options, chosen, refresh)
        where = f"{call.method} {request.url.split('?')[0]}"
        try:
            response, url = self._follow(call, request, secret)
            if not 200 <= response.status < 300:
                try:
                    raise api_error(call, response, errors)
                finally:
                    response.body.close()
            return read(response), (response.headers, url)
        except (OSError, http.client.HTTPException) as cause:
            if options.cancel is not None and options.cancel.is_set():
                raise Cancelled(f"{call} was cancelled") from cause
            if isinstance(cause, TimeoutError):
                raise TransportError(f"{where} did not answer within {request.timeout} s") from cause
            what = f"{where} could not be sent; is the base URL right and the server up?"
            raise TransportError(f"{what} ({cause})") from cause

    def _follow(self, call: Call, request: OutgoingRequest, secret: List[str]) -> Tuple[Response, str]:
        """Follows redirects itself, so that credentials do not reach another origin."""
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._send(request)
            location = response.headers.get("location")
            moved = response.status in (301, 302, 303, 307, 308) and location is not None
            if not moved or call.method not in ("GET", "HEAD"):
                return response, request.url
            response.body.close()
            url = urllib.parse.urljoin(request.url, location)
            headers = request.headers
            if origin(url) != origin(request.url):
                headers = {name: value for name, value in headers.items() if name.lower() not in secret}
            request = dataclasses.replace(request, url=url, headers=headers)
        raise TransportError(f"{call} was redirected more than {_MOST_REDIRECTS} times", answered=True)

    def _request(
        self, call: Call, accept: str, options: RequestOptions, chosen: Tuple[str, ...], refresh: bool
    ) -> Tuple[OutgoingRequest, List[str]]:
        settings = self._settings
        mockops = {**settings.mockops.headers(), **(options.mockops or MockOps()).headers()}
        headers = {"accept": accept, "user-agent": settings.user_agent, **mockops}
        _update(headers, settings.headers)
        _update(headers, call.headers)
        secret = ["authorization", "cookie"]
        query: List[str] = []
        cookies = list(call.cookies)
        for name in chosen:
            scheme = settings.schemes[name]
            given = settings.credentials[name]
            value = given(refresh) if callable(given) else given
            if scheme.kind == "basic":
                text = base64.b64encode(":".join(value).encode()).decode()
                _update(headers, {"authorization": f"Basic {text}"})
            elif scheme.kind == "bearer":
                _update(headers, {"authorization": f"Bearer {value}"})
            elif scheme.place == "query":
                query.append(f"{quote(scheme.name)}={quote(value)}")
            elif scheme.place == "cookie":
                cookies.append(f"{scheme.name}={quote(value)}")
            else:
                _update(headers, {scheme.name: value})
                secret.append(scheme.name.lower())
        if cookies:
            _update(headers, {"cookie": "; ".join(cookies)})
        _update(headers, options.headers or {})
        for name, value in headers.items():
            if re.search(r"[\r\n\0]", name + value):
                raise ValueError(f"header {name!r} must not contain CR, LF or NUL")
        url = call.url or settings.base_url.rstrip("/") + call.target()
        for pair in query:
            if f"?{pair}" not in url and f"&{pair}" not in url:
                url += ("&" if "?" in url else "?") + pair
        seconds = settings.timeout if options.timeout is None else options.timeout
        timeout = None if seconds == 0 else seconds
        return OutgoingRequest(call.method, url, headers, call.content, timeout, options.cancel), secret

    def _chosen(self, call: Call) -> Tuple[str, ...]:
        """The first alternative that the options satisfy; without one the request goes as it is."""
        credentials = self._settings.credentials
        for names in call.security:
            if names and all(credentials.get(name) is not None for name in names):
                return names
        return ()


def origin(url: str) -> Tuple[str, str, Optional[int]]:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _update(headers: Dict[str, str], more: Mapping[str, str]) -> None:
    for name, value in more.items():
        for old in [known for known in headers if known.lower() == name.lower()]:
            del headers[old]
        headers[name] = value
`;
