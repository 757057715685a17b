"""One server for `make load`, in a process of its own: `python -m benchmarks.served WHAT PORT`.

"ours" is `python -m bot serve`, by the same function and its settings from the environment; only
Microsoft's keys and login, whose addresses no setting moves, are those of the fake. "slack" and
"teams" are bare: they check the signature and say always the same. "imports" loads what ours is
built on, and answers one address.
"""

from __future__ import annotations

import os
import sys
from functools import partial

import uvicorn
from starlette.types import ASGIApp

OPENID = "BENCHMARK_OPENID"
"""The variable that says where Microsoft's keys are published."""


def ours() -> None:
    """The service."""
    openid = os.environ.pop(OPENID, "")
    if openid:
        from benchmarks.quiet_teams import Login
        from bot.handlers.teams import app

        app.connect = partial(app.connect, openid_url=openid, login=Login())
    from bot.cli.serving import serve

    serve()


def imports() -> ASGIApp:
    """The libraries that `serve` holds when it has started, and a page that says so.

    Those that only some of its work loads (Alembic, fpdf2, Jinja, Matplotlib, XlsxWriter and more)
    are in neither. What ours has beyond is its own code, the centre, two languages, the reader's
    weights and words, and a database.
    """
    import apscheduler.schedulers.asyncio
    import babel.dates
    import botbuilder.core
    import holidays.countries
    import numpy
    import prometheus_client
    import pydantic_settings
    import rapidfuzz
    import slack_bolt.async_app
    import snowballstemmer
    import sqlmodel
    import stdnum.se
    import structlog
    import typer
    import yaml
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    asked_for = (apscheduler, babel, botbuilder, holidays, numpy, prometheus_client)
    more = (pydantic_settings, rapidfuzz, slack_bolt, snowballstemmer, sqlmodel, stdnum)
    used = len((*asked_for, *more, structlog, typer, yaml))

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "imports": used})

    return Starlette(routes=[Route("/health", health)])


def slack() -> ASGIApp:
    """A Bolt app that acknowledges commands and forms."""
    from benchmarks.bare_slack import acknowledging

    return acknowledging(os.environ["SLACK_API_URL"])


def run(app: ASGIApp, port: int) -> None:
    """Serve as `serve` does."""
    config = uvicorn.Config(
        app, port=port, log_config=None, access_log=False, lifespan="off", server_header=False
    )
    uvicorn.Server(config).run()


def main() -> None:
    """The server that the command line names."""
    what, port = sys.argv[1], int(sys.argv[2])
    if what == "ours":
        ours()
    elif what == "teams":
        from benchmarks import bare_teams

        with bare_teams.listening(os.environ[OPENID]) as app:
            run(app, port)
    else:
        run({"imports": imports, "slack": slack}[what](), port)


if __name__ == "__main__":
    main()
