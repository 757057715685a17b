"""`check --online`: whether Microsoft takes us for who the settings say, and gives us its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.handlers.found import Found
from bot.handlers.teams.credentials import Credentials, NoToken, TokenRefused
from bot.handlers.teams.keys import OPENID_URL, Keys, KeysUnreachable
from bot.texts import Phrase, phrase

REFUSALS: Mapping[str, str] = {
    "7000215": "teams_check.wrong_secret",
    "7000222": "teams_check.expired_secret",
    "700016": "teams_check.no_such_app",
    "90002": "teams_check.no_such_tenant",
    "900023": "teams_check.no_such_tenant",
    "unknown_tenant": "teams_check.no_such_tenant",
}
"""What Entra's codes mean (AADSTS and the number). Others are shown as they are."""


async def online(
    app_id: str, password: str, tenant: str, *, login: Any = None, openid_url: str = OPENID_URL
) -> list[Found]:
    """Ask Entra for a token, and the Bot Connector for its keys; `login` is for tests."""
    return [
        await _token(Credentials(app_id, password, tenant, login=login)),
        await _keys(openid_url),
    ]


async def _token(credentials: Credentials) -> Found:
    try:
        await credentials.token()
    except TokenRefused as refused:
        codes = [REFUSALS[part] for part in refused.why.split() if part in REFUSALS]
        code = codes[0] if codes else "teams_check.refused"
        return Found("stops", Phrase(code, {"why": refused.why}))
    except NoToken as error:
        return Found("stops", phrase("teams_check.no_token", why=str(error)))
    return Found("right", phrase("teams_check.token"))


async def _keys(openid_url: str) -> Found:
    """Asking for any key fetches the list; which one does not matter here."""
    try:
        await Keys(openid_url).get("")
    except KeysUnreachable:
        return Found("stops", phrase("teams_check.no_keys", url=openid_url))
    return Found("right", phrase("teams_check.keys"))
