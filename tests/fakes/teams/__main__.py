"""Talk to a running bot as several people: python -m tests.fakes.teams --bot URL"""

from __future__ import annotations

import argparse
import sys

from tests.fakes.teams.fake import FakeTeams
from tests.fakes.teams.terminal import Terminal

PEOPLE = (
    ("karin", "Karin Holm", "vgr.example", "sv-SE"),
    ("sara", "Sara Lind", "brg.example", "sv-SE"),
    ("maria", "Maria Dahl", "ekn.example", "sv-SE"),
    ("emma", "Emma Clarke", "business-sweden.example", "en-GB"),
)
SETTINGS = """
Start the bot so, for this Teams (TEAMS_LOCAL needs HOST on this computer):
  TEAMS_LOCAL=true HOST=127.0.0.1 COORDINATORS=teams/{tenant}/{karin} python -m bot serve
"""


def sample(fake: FakeTeams) -> None:
    """A team with a channel, and one person of another tenant in a shared one."""
    for key, name, domain, locale in PEOPLE:
        email = f"{name.lower().replace(' ', '.')}@{domain}"
        fake.add_person(key, name, email=email, locale=locale)
    team = fake.add_team("Exportcenter", *(key for key, *_ in PEOPLE))
    fake.add_channel(team, "Ärenden")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fakes.teams",
        description="A Teams on this computer, with a bot and four people in it. No tokens.",
    )
    parser.add_argument("--bot", required=True, metavar="URL", help="…/api/messages")
    parser.add_argument("--port", type=int, default=0, help="where to listen (0: any free port)")
    parser.add_argument("--patience", type=float, default=10.0, help="seconds for an answer")
    chosen = parser.parse_args()
    with FakeTeams(chosen.port, local=True) as fake:
        sample(fake)
        fake.patience = chosen.patience
        fake.serve(chosen.bot)
        terminal = Terminal(fake)
        say(SETTINGS.format(tenant=fake.tenant, karin=fake.person("karin").aad))
        say(terminal.help)
        for typed in sys.stdin:
            if typed.strip() in ("quit", "exit"):
                return
            for line in terminal.line(typed):
                say(line)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
