"""A file that a member has said yes to: put into their OneDrive, and shown in the chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.desk.intents import only_reads
from bot.desk.replies import Caller, File, Request
from bot.handlers.attached import content, file_name
from bot.handlers.teams import calls, files, inbound, storing
from bot.handlers.teams.files import Consent
from bot.handlers.teams.origins import Origin, text
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.texts import Lang

_log = log(__name__)


async def take(
    installation: Installation, value: Mapping[str, Any], who: Caller, where: Origin
) -> None:
    """An answer to an offer; the rest goes on beside."""
    lang: Lang = who.lang or where.lang or "sv"
    try:
        consent = files.read(value)
    except ValueError as error:
        _log.warning("unreadable_consent", why=str(error))
        return
    if not consent.accepted:
        installation.spawn(_replace(installation, where, "teams.file_declined", consent, lang))
    elif installation.outbound.offers.first(consent.token):
        installation.spawn(_save(installation, consent, who, where, lang))


async def _save(
    installation: Installation, consent: Consent, who: Caller, where: Origin, lang: Lang
) -> None:
    """Save it, and say what came of it where it was asked."""
    offers = installation.outbound.offers
    try:
        file = await _content(installation, consent, who, where)
        address = text(consent.upload, "uploadUrl")
        await storing.save(address, content(file), where.service_url)
    except storing.NotHandedOver as error:
        _log.warning("file_not_saved", why=str(error))
        offers.failed(consent.token)
        gone = str(error) == "gone"
        code = "teams.file_gone" if gone else "teams.file_not_saved"
        await calls.say(installation, where, files.words(code, consent.name, lang))
        return
    await calls.say(installation, where, files.saved(consent.upload))
    await _replace(installation, where, "teams.file_saved", consent, lang)


async def _content(
    installation: Installation, consent: Consent, who: Caller, where: Origin
) -> File:
    """The file that was offered: as it is remembered, or as the desk gives it now.

    What is asked for again comes from the client, as a button's press does: it is answered as
    whoever sends it may be answered, and only where it changes nothing.
    """
    known = installation.outbound.offers.waiting(consent.token, f"{where.tenant}/{where.user}")
    if known is not None:
        return known
    request = Request(consent.command, dict(consent.args), who, inbound.place(where))
    if not consent.command or not only_reads(request):
        raise storing.NotHandedOver("gone")
    outcome = await installation.ask(request)
    for block in outcome.private:
        if isinstance(block, File) and file_name(block.name) == consent.name:
            return block
    raise storing.NotHandedOver("gone")


async def _replace(
    installation: Installation, where: Origin, code: str, consent: Consent, lang: Lang
) -> None:
    """What was asked stands no longer there to be pressed."""
    said = files.words(code, consent.name, lang)

    async def change() -> None:
        await installation.outbound.change(where.reference, where.conversation, where.on, said)

    why = await calls.called(installation, change) if where.on else ""
    if why:
        _log.info("offer_not_replaced", why=why)
