"""Run the fake by itself: python -m tests.fakes.slack --port 9400"""

from __future__ import annotations

import argparse
import time

from tests.fakes.slack.control import ACTS, WORKSPACE
from tests.fakes.slack.fake import FakeSlack

HOW = """
Start your bot with the tokens printed (Socket Mode needs no more; for HTTP give --events-to),
and its Slack client's base_url set to the API address. Then act as a person, by curl:

  curl -s localhost:9400/do -d '{"user": "U0ANNA", "act": "slash", "command": "/hanvisa"}'
  curl -s localhost:9400/do -d '{"user": "U0ANNA", "act": "submit", "values": {"Behov": "..."}}'
  curl -s localhost:9400/do -d '{"user": "U0ANNA", "act": "press", "on": "last", "wanted": "Ta"}'
  curl -s 'localhost:9400/see?user=U0ANNA&channel=C0EXPORT'
  curl -s localhost:9400/calls        every call of the Web API, with its answer

"on" is view (the open modal, where nothing is said), home, private (the last such message),
last (the last message of the channel), or a message's ts.
"""


def acts() -> str:
    people = "\n".join(f"  {name:17} {args}" for name, args in ACTS.items())
    workspace = "\n".join(f"  {name:17} {args}" for name, args in WORKSPACE.items())
    return f"{HOW}\nWhat a person does:\n{people}\n\nWhat happens in the workspace:\n{workspace}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fakes.slack",
        description="A Slack workspace on this computer, with a bot and three people in it.",
        epilog=acts(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=9400, help="where to listen (0: any free port)")
    parser.add_argument("--events-to", metavar="URL", help="HTTP mode: where the bot listens")
    parser.add_argument("--limits", action="store_true", help="one message a second a channel")
    chosen = parser.parse_args()
    with FakeSlack(chosen.port) as slack:
        slack.sample()
        slack.limits = chosen.limits
        if chosen.events_to:
            slack.serve_events_to(chosen.events_to)
        tell(slack)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


def tell(slack: FakeSlack) -> None:
    lines = {
        "API": slack.api_url,
        "Events": slack.events_url or "Socket Mode",
        "Bot token": slack.bot_token,
        "App token": slack.app_token,
        "Signing secret": slack.signing_secret,
        "Team": f"{slack.team}, app {slack.app_id}, bot {slack.bot_user}",
        "Channel": "C0EXPORT #exportcenter",
        "People": "U0ANNA, U0BO, and U0EVA of another workspace",
        "Act": f"POST {slack.url('do')}, GET {slack.url('see?user=U0ANNA')}, GET {slack.url('')}",
    }
    for name, value in lines.items():
        print(f"{name + ':':16}{value}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
