"""Listening on a port, and running an application there until it is stopped."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Literal

import uvicorn
from starlette.types import ASGIApp

from bot.cli.speaking import fail
from bot.texts import phrase

BACKLOG = 2048


def listen(host: str, port: int, *, tries: int = 1) -> socket.socket:
    """A listening socket on the port, or on the first free one of `tries` from it on.

    Ends the command with a sentence when there is none.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + tries):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                why = error.strerror or str(error)
                fail(phrase("cli.cannot_listen", host=host, port=str(candidate), why=why))
            continue
        return listener
    last = str(port + tries - 1)
    return fail(phrase("cli.port_taken", host=host, port=str(port), last=last, n=tries))


class _Beside(uvicorn.Server):
    """A second server in the same process; signals are the first one's to hear."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class _Server(uvicorn.Server):
    """Says when it is there, and lets the application know before it stops.

    `inside` is another application with a socket of its own: it answers until this one has ended,
    so that those who watch see it end.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        there: Callable[[], None],
        leave: Callable[[], Awaitable[None]] | None = None,
        inside: tuple[ASGIApp, socket.socket] | None = None,
    ) -> None:
        super().__init__(config)
        self._there, self._leave, self._inside = there, leave, inside
        self._beside: tuple[_Beside, asyncio.Task[None]] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so once requests are answered."""
        await super().startup(sockets=sockets)
        if self.started:
            self._start_beside()
            self._there()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, finish what runs, and be seen doing so to the end."""
        if self._leave is not None:
            await self._leave()
        await super().shutdown(sockets=sockets)
        if self._beside is not None:
            server, task = self._beside
            server.should_exit = True
            await task

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in order at the first signal, and at once at the second.

        At once is safe: what was acknowledged is committed, and what was being sent is in its
        rows, with a lease that others wait for.
        """
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)

    def _start_beside(self) -> None:
        if self._inside is None:
            return
        app, listener = self._inside
        server = _Beside(_config(app, grace=1))
        self._beside = (server, asyncio.create_task(server.serve(sockets=[listener])))


def _config(app: ASGIApp, *, grace: int, lifespan: Literal["on", "off"] = "off") -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan=lifespan,
        timeout_graceful_shutdown=grace,
        server_header=False,
    )


def run(
    app: ASGIApp,
    listener: socket.socket,
    there: Callable[[], None],
    *,
    grace: int,
    leave: Callable[[], Awaitable[None]] | None = None,
    inside: tuple[ASGIApp, socket.socket] | None = None,
) -> None:
    """Answer requests until Ctrl-C or a signal; open connections get `grace` seconds to end.

    `leave` is awaited when the end begins; `inside` is an application beside, on its own socket.
    """
    server = _Server(_config(app, grace=grace, lifespan="on"), there, leave, inside)
    _end_in_order(server)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    if not server.started:
        fail(phrase("cli.not_started"))


def _end_in_order(server: uvicorn.Server) -> None:
    """Let a stop from outside, or a closed terminal, end us as Ctrl-C does, and not at once.

    What has been told to ignore a closed terminal (nohup) goes on ignoring it.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    closed = getattr(signal, "SIGHUP", None)
    if closed is not None and signal.getsignal(closed) is signal.SIG_DFL:
        signal.signal(closed, lambda *_: setattr(server, "should_exit", True))
