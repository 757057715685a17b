"""`serve` and `migrate`: the service, and the schema it needs."""

from __future__ import annotations

from bot import collecting, observing, settings
from bot.cli.speaking import tell
from bot.settings import Settings
from bot.texts import Listed, Phrase, phrase

GRACE = 10
"""Seconds that open connections get when the service stops."""


def serve() -> None:
    """Run the service until it is stopped."""
    collecting.wait()
    given = settings.load()
    observing.set_up(given.log_format, given.log_level)
    from bot.app import serve_app
    from bot.cli.listening import listen, run
    from bot.storage.engine import claim_serving

    claim = claim_serving(given.database_url.get_secret_value())
    try:
        app = serve_app(given)
        listener = listen(given.host, given.port)
        where = f"http://{given.host}:{given.port}"
        inside = None
        if given.metrics_port is not None:
            inside = (app.state.inside, listen(given.metrics_host, given.metrics_port))

        def there() -> None:
            collecting.go_on()
            tell(_running(given, where))

        run(
            app,
            listener,
            there,
            grace=GRACE,
            leave=app.state.leave,
            inside=inside,
        )
    finally:
        if claim is not None:
            claim.release()


def _running(given: Settings, where: str) -> Phrase:
    platforms = given.platforms
    if not platforms:
        return phrase("cli.serving", where=where)
    return phrase("cli.serving_on", where=where, platforms=Listed(platforms))


def migrate() -> None:
    """Bring the database to the schema of this version, and stop."""
    from bot.cli.opening import opened_desk
    from bot.storage.addresses import place_of

    with opened_desk() as desk:
        tell(phrase("cli.migrated", place=place_of(desk.store.url)))
