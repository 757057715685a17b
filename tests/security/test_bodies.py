"""Requests that are too large or too slow, over real connections to the running service."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.handlers.bodies import LARGEST, Bodies
from tests.security.serving import Service, read_all, serving, status

SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-x",
    "SLACK_SIGNING_SECRET": "s",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
}
PATHS = ("/slack/events", "/api/messages", "/health", "/ready", "/calendar/x.ics", "/nowhere")
TEAMS = {
    "TEAMS_APP_ID": "11111111-2222-3333-4444-555555555555",
    "TEAMS_APP_PASSWORD": "p",
    "TEAMS_TENANT_ID": "99999999-8888-7777-6666-555555555555",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    with serving(folder, CALENDAR_FEED="a" * 24, **SLACK, **TEAMS) as running:
        yield running


def head(path: str, *lines: str) -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: x", *lines, "", ""]).encode()


@pytest.mark.parametrize("path", PATHS)
def test_more_than_a_mebibyte_is_refused_before_it_is_sent(service: Service, path: str) -> None:
    answer = service.raw(head(path, f"Content-Length: {LARGEST + 1}"))
    assert status(answer) == 413
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("path", PATHS)
def test_so_is_what_does_not_say_how_long_it_is(service: Service, path: str) -> None:
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with service.connect() as line:
        line.sendall(head(path, "Transfer-Encoding: chunked"))
        try:
            for _ in range(40):
                line.sendall(piece)
        except OSError:
            pass  # it is no longer listened to
        line.settimeout(60)
        try:
            answer = line.recv(65536)
        except ConnectionResetError:
            pytest.skip("the answer was lost with the connection, as TCP may")
    assert status(answer) == 413


def test_a_whole_mebibyte_is_taken_in(service: Service) -> None:
    body = b"x" * LARGEST
    request = head("/slack/events", f"Content-Length: {LARGEST}", "Connection: close")
    assert status(service.raw(request + body)) == 401
    piece = f"{LARGEST:x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    chunked = head("/slack/events", "Transfer-Encoding: chunked", "Connection: close")
    assert status(service.raw(chunked + piece)) == 401


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: -1",),
        ("Content-Length: 0x10",),
        ("Content-Length: 1e3",),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked, identity",),
        ("Content-Length: 99999999999999999999999999",),
    ],
    ids=str,
)
def test_a_length_that_two_readers_would_read_differently_is_refused(
    service: Service, lines: tuple[str, ...]
) -> None:
    with service.connect() as line:
        line.sendall(head("/slack/events", *lines) + b"0\r\n\r\n")
        line.settimeout(60)
        answer = line.recv(65536)
    assert status(answer) in (400, 413)


def test_a_body_that_takes_its_time_is_cut_off_after_ten_seconds(service: Service) -> None:
    with service.connect() as slow:
        began = time.monotonic()
        slow.sendall(head("/slack/events", "Content-Length: 1000"))
        for _ in range(20):
            slow.sendall(b"x")
            assert status(service.raw(b"GET /health HTTP/1.0\r\n\r\n")) == 200
            time.sleep(0.05)
        answer = read_all(slow)
    assert status(answer) == 408
    assert time.monotonic() - began > 9


def test_every_answer_tells_a_browser_that_it_is_no_page(service: Service) -> None:
    for path in PATHS:
        answer = service.raw(f"GET {path} HTTP/1.0\r\n\r\n".encode()).lower()
        for line in (b"x-content-type-options: nosniff", b"content-security-policy: default-src"):
            assert line in answer, path
        assert b"server:" not in answer


@contextmanager
def listening(patience: float) -> Iterator[tuple[int, list[bytes]]]:
    """An application behind the limits that keeps what it gets; yields its port."""
    seen: list[bytes] = []

    async def take(request: Request) -> Response:
        seen.append(await request.body())
        return Response("ok")

    site = Starlette(
        routes=[Route("/", take, methods=["POST", "GET"])],
        middleware=[Middleware(Bodies, patience=patience)],
    )
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listener.getsockname()[1], seen
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def test_what_is_given_up_never_reaches_the_application() -> None:
    with listening(patience=0.3) as (port, seen):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head("/", "Transfer-Encoding: chunked") + b"3\r\nabc\r\n")
            assert status(read_all(line)) == 408
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head("/", "Content-Length: 10") + b"gone")
        with socket.create_connection(("127.0.0.1", port)) as line:
            whole = head("/", "Content-Length: 4", "Connection: close") + b"here"
            line.sendall(whole)
            assert status(read_all(line)) == 200
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert status(read_all(line)) == 200
    assert seen == [b"here", b""]


def test_a_hundred_slow_ones_keep_nobody_else_waiting(service: Service) -> None:
    lines = [service.connect() for _ in range(100)]
    try:
        for line in lines:
            line.sendall(head("/slack/events", "Content-Length: 100") + b"x")
        assert status(service.raw(b"GET /health HTTP/1.0\r\n\r\n", patience=30)) == 200
    finally:
        for line in lines:
            line.close()


def test_the_application_hears_when_the_sender_goes_afterwards() -> None:
    heard: list[str] = []

    async def app(scope: object, receive: object, send: object) -> None:
        heard.append((await receive())["type"])  # type: ignore[operator]
        heard.append((await receive())["type"])  # type: ignore[operator]

    messages = iter(
        [
            {"type": "http.request", "body": b"ab", "more_body": True},
            {"type": "http.request", "body": b"c"},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(messages)

    async def send(message: object) -> None: ...

    scope = {"type": "http", "headers": [(b"content-length", b"3")]}
    asyncio.run(Bodies(app)(scope, receive, send))  # type: ignore[arg-type]
    assert heard == ["http.request", "http.disconnect"]


def test_the_service_says_why_in_its_log(tmp_path: Path) -> None:
    with serving(tmp_path, **SLACK) as running:
        running.raw(head("/slack/events", f"Content-Length: {LARGEST + 1}"))
    assert b'"why": "too_large"' in running.said[0]
