"""What `check` says of a PostgreSQL server: whether the bot can live there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts import phrase

if TYPE_CHECKING:
    from bot.cli.findings import Findings


def check_server(findings: Findings, address: str) -> None:
    """Version, encoding, rights, and how safe its commits are; nothing for SQLite.

    Raises `CannotOpen` where nobody answers.
    """
    from bot.storage import servers

    server = servers.look(address)
    if server is None:
        return
    stops = []
    if server.old:
        oldest = str(servers.OLDEST)
        stops.append(phrase("cli.server_old", version=str(server.version), oldest=oldest))
    if server.encoding != "UTF8":
        stops.append(phrase("cli.server_encoding", encoding=server.encoding))
    if server.read_only:
        stops.append(phrase("cli.server_read_only"))
    elif not server.may_create:
        stops.append(phrase("cli.server_rights"))
    for fault in stops:
        findings.stop(fault)
    if not stops:
        found = phrase("cli.server_right", version=str(server.version), n=server.processes)
        findings.right(found)
    if not server.safe:
        findings.remark(phrase("cli.server_unsafe"))
