// The conformance program of the Python client: every call of ../../conformance/README.md, with what it must give.

export const PYTHON_CONFORMANCE = String.raw`import datetime
import io
import json
import sys
import threading
from typing import Any, Callable, Iterable, List, Type

from torture_client import (
    ApiError,
    Auth,
    Cancelled,
    Client,
    File,
    Headers,
    MockOps,
    OutgoingRequest,
    RequestOptions,
    Response,
    TransportError,
    models,
)

url = sys.argv[1]
client = Client(
    url,
    auth=Auth(
        header_key="k-1",
        query_key="q 1",
        cookie_key="c-1",
        login=("ann", "s3crét"),
        token=lambda refresh: "fresh" if refresh else "stale",
    ),
    mockops=MockOps(session="s-1", persona="p", scenario="s", ci_run="r"),
)
point = models.Point(x=1, y=2)


def same(found: Any, wanted: Any) -> None:
    assert found == wanted, f"expected {wanted!r}, found {found!r}"


def fails(call: Callable[[], Any], kind: Type[Exception], text: str = "") -> Any:
    try:
        call()
    except kind as error:
        assert text in str(error), f"{text!r} is not in {error}"
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def ids(items: Iterable[models.Item]) -> str:
    return "".join(item.id for item in items)


def parameters() -> None:
    api = client.parameters
    assert api.path_styles("a/b ü", 5, ["x y", "z"], [1, 2], point).ok
    fails(lambda: api.path_styles("..", 5, ["x"], [1], point), ValueError)
    fails(lambda: api.path_styles("", 5, ["x"], [1], point), ValueError)
    assert api.query_styles(
        text="ä &=+/?#",
        tags=["a", "b,c"],
        ids=[1, 2, 3],
        words=["one", "two"],
        pipes=["a", "b"],
        filter=models.QueryStylesFilter(min=3, city="Köln"),
        point=point,
        where=point,
        reserved="a/b:c?d=e,f",
        flag=True,
        ratio=0.5,
        big=9007199254740993,
        on=datetime.date(2026, 3, 1),
        at=datetime.datetime(2026, 3, 1, 10, 20, 30, tzinfo=datetime.timezone.utc),
        status=models.Status("archived"),
        odd_name="1",
    ).ok
    assert api.header_styles(x_text="plain, text", x_list=[1, 2], x_point=point, x_flag=True).ok
    fails(lambda: api.header_styles(x_text="a\r\nb: c"), ValueError)
    assert api.cookie_styles(theme="dark blue", sizes=[1, 2]).ok


def bodies() -> None:
    api = client.bodies
    thing = models.Thing(
        name="tea",
        note=None,
        status=models.Status.ACTIVE,
        shape=models.Circle(radius=1.5),
        count=9007199254740993,
        total="9223372036854775807",
        price=3.5,
        at=datetime.datetime(2026, 3, 1, 10, 20, 30, tzinfo=datetime.timezone.utc),
        on=datetime.date(2026, 3, 1),
        data="aGVsbG8=",
        labels={"a": "b"},
        free={"any": [1, "x", None]},
        value="text",
        kebab_name="k",
        class_="c",
    )
    same(api.send_thing(body=thing).id, "t-1")
    found = api.read_thing()
    same((found.status, found.nick, found.count), ("archived", None, 9007199254740993))
    same(found.shape, {"kind": "triangle", "sides": [3, 4, 5]})
    same(found.more, [models.Circle(radius=2), models.Square(side=4.25)])
    api.return_thing(body=found)
    same(api.send_optional(), None)
    same(api.send_optional(body=point), models.Done(ok=True))
    card = models.SendFormBodyCard(number="1&2", name="N M")
    form = models.SendFormBody(amount=5, expand=["a", "b"], tags=["x", "y"], card=card)
    assert api.send_form(body=form).ok
    file = File(b"hello", "tea.txt", "text/plain")
    parts = models.SendMultipartBody(file=file, note="grüße", point=point, pages=[b"one", b"two"])
    assert api.send_multipart(body=parts).ok
    same(api.send_text(body="grüße"), "GRÜSSE")
    content = bytes([0, 1, 127, 128, 255, 13, 10])
    same(api.send_binary(body=content), content)
    same(api.send_binary(body=io.BytesIO(content)), content)


def credentials() -> None:
    api = client.auth
    assert api.auth_header_key().ok
    assert api.auth_query_key().ok
    assert api.auth_cookie_key().ok
    assert api.auth_basic().ok
    assert api.auth_bearer().ok
    assert api.auth_both().ok
    assert api.auth_either().ok
    assert api.auth_none().ok


def failures() -> None:
    def failure(status: int) -> List[Any]:
        error = fails(lambda: client.errors.fail(status), ApiError)
        return [error.status, error.request_id, error.body]

    same(failure(404), [404, "req-404", models.Missing(code="missing", what="thing")])
    same(failure(422), [422, "req-422", models.Problem(title="wrong", detail="no")])
    same(failure(418), [418, None, "a teapot"])
    same(failure(501), [501, "req-501", models.Fault(fault="not made")])
    fails(client.errors.not_json, TransportError, "GET /errors/not-json answered 200 with a body that is not JSON")


def retries() -> None:
    api = client.retries
    same(api.flaky().attempts, 3)
    same(api.hang_up().attempts, 2)
    same(fails(api.retry_too_late, ApiError).status, 429)
    same(fails(lambda: api.create_once(body=point), ApiError).status, 503)
    same(api.create_safely(body=point).attempts, 2)
    fails(lambda: api.slow(options=RequestOptions(timeout=0.2, max_retries=0)), TransportError, "within 0.2 s")
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    fails(lambda: api.slow(options=RequestOptions(cancel=cancel)), Cancelled)
    assert api.redirects(3).attempts > 0
    assert api.redirects(100).attempts > 0
    fails(lambda: api.redirects(200), TransportError)


def pages() -> None:
    api = client.pages
    paged = api.list_by_cursor_all(limit=2)
    same(ids(paged), "12345")
    same([len(page.data) for page in paged.pages()], [2, 2, 1])
    same(ids(api.list_after_all()), "123")
    same(ids(api.list_by_number_all(per_page=2)), "1234")
    same(ids(api.list_by_offset_all(limit=2)), "1234")
    same(ids(api.list_by_link_all()), "123")
    same(ids(api.list_by_url_all()), "1234")
    fails(lambda: ids(api.list_by_url_all(only="foreign")), TransportError, "another origin")


def streams() -> None:
    api = client.streams
    events = [models.Item(id="1", text="ä"), models.Item(id="2"), models.Item(id="3", text="ü")]
    same(list(api.read_events()), events)
    endless = []
    for item in api.read_endless():
        endless.append(item.id)
        if len(endless) == 2:
            break
    same(endless, ["1", "2"])
    same(ids(api.read_lines()), "123")
    same(api.chat(body=models.Prompt(prompt="hi")).text, "hello")
    same(list(api.chat_stream(body=models.Prompt(prompt="hi", stream=True))), events)
    whole = api.download()
    same(whole, bytes(index % 251 for index in range(300_000)))
    with api.download_stream() as pieces:
        same(pieces.read(10), whole[:10])
    same(b"".join(api.download_stream()), whole)


def sessions() -> None:
    seen = Client.for_virtual_system(url, "s-1").session.read_session()
    same((seen.session, seen.persona, seen.api_key), ("s-1", None, None))
    options = RequestOptions(mockops=MockOps(persona="q"), headers={"X-Extra": "e"})
    seen = client.session.read_session(options=options)
    same((seen.session, seen.persona, seen.scenario, seen.ci_run), ("s-1", "q", "s", "r"))
    same((seen.api_key, seen.extra, seen.user_agent), ("k-1", "e", "torture-client/1.4.2"))

    def canned(request: OutgoingRequest) -> Response:
        text = json.dumps({"user_agent": request.headers["user-agent"]})
        return Response(200, Headers([]), io.BytesIO(text.encode()))

    same(Client(url, transport=canned).session.read_session().user_agent, "torture-client/1.4.2")
    client.old_way()


for check in (parameters, bodies, credentials, failures, retries, pages, streams, sessions):
    check()
print("every call did what it should")
`;
