"""Requests that are laid aside until a press, or a new member's answer, takes them up again.

What was typed may be longer than a button can carry, so it is kept as the writer's draft, for as
long as drafts are kept, and the button carries its name alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from bot.desk.replies import Button, Caller, Place, Request
from bot.desk.work import Work
from bot.storage import receipts
from bot.texts import Arg, phrase

GO_ON = "go_on"
"""The command that takes up a request that was kept."""


def keep(work: Work, request: Request, *, label: Arg | None = None, unkept: str = "") -> Button:
    """Keep a request, and the button that takes it up where it was given."""
    name = uuid4().hex
    values = laid_aside(request, unkept)
    receipts.save_draft(work.session, work.identity_key, f"{GO_ON}:{name}", values, work.now)
    shown = label if label is not None else phrase("button.open_form")
    return Button(shown, GO_ON, {"kept": name}, style="primary", opens=True)


def taken_up(work: Work, name: str) -> Request | None:
    """A request that was kept under this name, where it still is."""
    row = receipts.draft(work.session, work.identity_key, f"{GO_ON}:{name}")
    return as_it_was(row.values_typed, work.caller) if row is not None else None


def drop(work: Work, name: str) -> None:
    """Forget a request that was kept: nobody will take it up."""
    receipts.drop_draft(work.session, work.identity_key, f"{GO_ON}:{name}")


def laid_aside(request: Request, unkept: str = "") -> dict[str, Any]:
    """A request as values that a draft can keep, without the argument that is kept nowhere."""
    return {
        "name": request.name,
        "args": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in request.args.items()
            if not unkept or name != unkept
        },
        "place": [
            request.place.platform,
            request.place.workspace,
            request.place.channel,
            request.place.thread,
            request.place.link,
            request.place.reference,
            request.place.within,
        ],
    }


def as_it_was(kept: Mapping[str, Any], caller: Caller) -> Request:
    """The request that was laid aside."""
    args = {k: tuple(v) if isinstance(v, list) else v for k, v in kept["args"].items()}
    return Request(str(kept["name"]), args, caller, Place(*kept["place"]))
