"""Listening on a port, and running an application there until it is stopped."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

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


class _Server(uvicorn.Server):
    """Says when it is there."""

    def __init__(self, config: uvicorn.Config, there: Callable[[], None]) -> None:
        super().__init__(config)
        self._there = there

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so once requests are answered."""
        await super().startup(sockets=sockets)
        if self.started:
            self._there()


def run(app: ASGIApp, listener: socket.socket, there: Callable[[], None], *, grace: int) -> None:
    """Answer requests until Ctrl-C or a signal; open connections get `grace` seconds to end."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=grace,
        server_header=False,
    )
    server = _Server(config, there)
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
