"""`seal`: a key for the secrets in rows, and every one of them sealed with it."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.opening import opened_desk
from bot.cli.speaking import fail, tell, words
from bot.texts import phrase


def seal(
    new_key: Annotated[
        bool, typer.Option("--new-key", help=words(phrase("cli.option_new_key")))
    ] = False,
) -> None:
    """Seal with the first key whatever is in clear or sealed with an older one."""
    from bot.storage import vault

    if new_key:
        typer.echo(vault.new_key())
        return
    with opened_desk() as desk:
        ring = desk.store.keyring
        if not ring:
            fail(phrase("cli.no_key"))
        with desk.store.write() as session:
            done = vault.reseal(session, ring)
            left = vault.survey(session, ring).shut
    tell(phrase("cli.sealed", n=done))
    if left:
        fail(phrase("cli.check_seals_shut", n=left))
