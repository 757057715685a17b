"""How the platforms are connected: `check`'s part about Slack and Teams."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.findings import Findings
from bot.cli.manifests import slack_url, teams_package
from bot.settings import Settings, secret
from bot.texts import phrase

if TYPE_CHECKING:
    from bot.centre.model import Centre
    from bot.handlers.found import Found


def check_slack(findings: Findings, given: Settings, *, online: bool) -> None:
    """How Slack is connected; with `online` also whether the app there is as its manifest says."""
    if given.slack_bot_token is None:
        findings.remark(phrase("cli.check_slack_off"))
        return
    url = ""
    if given.slack_app_token:
        findings.right(phrase("cli.check_slack_socket"))
    elif given.public_url:
        url = slack_url(given)
        findings.right(phrase("cli.check_slack_http", url=url))
    else:
        findings.remark(phrase("cli.check_no_public_url"))
    if online:
        findings.add(_ask_slack(given, url))


def _ask_slack(given: Settings, url: str) -> list[Found]:
    import asyncio

    from bot.handlers.slack.app import client_for
    from bot.handlers.slack.manifest import Asked, online

    client = client_for(secret(given.slack_bot_token), given.slack_api_url)
    asked = Asked(
        client,
        secret(given.slack_app_token),
        secret(given.slack_config_token),
        url,
        given.slack_read_threads,
        given.read_messages,
    )
    return asyncio.run(online(asked))


def check_teams(
    findings: Findings,
    given: Settings,
    centre: Centre | None,
    *,
    online: bool,
    package: Path | None = None,
) -> None:
    """How Teams is connected; whether a package is right; with `online` what Microsoft says."""
    if given.teams_local:
        _local(findings, given)
    elif given.teams_app_id:
        _connected(findings, given)
    else:
        findings.remark(phrase("teams_check.off"))
    if package is not None:
        _compare(findings, given, centre, package)
    if online and given.teams_app_id:
        findings.add(_ask_microsoft(given))


def _local(findings: Findings, given: Settings) -> None:
    from bot.handlers.teams.app import PATH

    host = f"[{given.host}]" if ":" in given.host else given.host
    findings.right(phrase("teams_check.local", url=f"http://{host}:{given.port}{PATH}"))


def _connected(findings: Findings, given: Settings) -> None:
    from bot.handlers.teams.app import PATH

    tenants = {given.teams_tenant_id, *given.teams_allowed_tenants}
    findings.right(phrase("teams_check.on", app=given.teams_app_id, tenant=given.teams_tenant_id))
    if others := len(tenants) - 1:
        findings.right(phrase("teams_check.tenants", n=others))
    if not given.public_url:
        findings.remark(phrase("teams_check.no_url"))
    elif not given.public_url.startswith("https://"):
        findings.remark(phrase("teams_check.own_computer", url=given.public_url))
    else:
        findings.right(phrase("teams_check.endpoint", url=f"{given.public_url}{PATH}"))
    for who in given.coordinators:
        platform, tenant, _ = who.split("/")
        if platform == "teams" and tenant.lower() not in tenants:
            findings.remark(phrase("teams_check.coordinator", who=who))


def _compare(findings: Findings, given: Settings, centre: Centre | None, package: Path) -> None:
    if centre is None or not given.teams_app_id or not given.public_url:
        findings.remark(phrase("teams_check.not_compared"))
        return
    from bot.handlers.teams.package import compared

    try:
        data = package.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        findings.stop(phrase("teams_check.not_read", file=str(package), why=why))
        return
    findings.add(compared(teams_package(given, centre), data))


def _ask_microsoft(given: Settings) -> list[Found]:
    import asyncio

    from bot.handlers.teams.asking import online

    return asyncio.run(
        online(given.teams_app_id, secret(given.teams_app_password), given.teams_tenant_id)
    )
