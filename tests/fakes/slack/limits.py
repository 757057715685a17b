"""Block Kit's lengths and rules, on everything that is sent to Slack."""

from __future__ import annotations

import copy
import logging
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.fakes.slack import schema
from tests.fakes.slack.blocks import Checker
from tests.fakes.slack.state import Json

logging.getLogger("slack_sdk.models.blocks.blocks").setLevel(logging.ERROR)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_KEYS = {
    "type", "title", "submit", "close", "blocks", "callback_id", "private_metadata",
    "external_id", "clear_on_close", "notify_on_close", "submit_disabled",
}  # fmt: skip
SDK_VIEW_KEYS = VIEW_KEYS - {"submit_disabled"}


INTERACTIVE = ("actions", "section", "input", "context_actions")
STILL = ("plain_text", "mrkdwn", "image")


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with the ids that Slack makes up where the app gave none."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        places = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for element in places if block["type"] in INTERACTIVE else []:
            if isinstance(element, dict) and element.get("type") not in STILL:
                element.setdefault("action_id", secrets.token_urlsafe(4))
        if block.get("child_blocks"):
            block["child_blocks"] = with_ids(block["child_blocks"])
    return kept


def sdk_says(make: Callable[[], Any]) -> Iterator[str]:
    """What slack_sdk's own models find, where they know the thing."""
    try:
        made = make()
        if made is not None:
            made.validate_json()
    except SlackObjectFormationError as wrong:
        yield f"slack_sdk: {wrong}"
    except (TypeError, ValueError, AttributeError, KeyError) as wrong:
        yield f"slack_sdk cannot read it: {wrong!r}"


def check_blocks(blocks: Any, surface: str) -> list[str]:
    """Everything wrong with these blocks; `surface` is message, modal or home."""
    if not isinstance(blocks, list):
        return ["blocks: not a list"]
    most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    found = [f"blocks: {len(blocks)}, {most} fit"] if len(blocks) > most else []
    checker = Checker(surface)
    for number, block in enumerate(blocks):
        where = f"blocks/{number}"
        if not isinstance(block, dict):
            found.append(f"{where}: not an object")
            continue
        found += checker.block(block, where)
        found += [f"{where}: {w}" for w in sdk_says(lambda b=block: Block.parse(copy.deepcopy(b)))]
        found += [f"{where}: {w}" for w in schema.complaints(block)]
    return found + checker.overall()


def check_message(args: Json) -> list[str]:
    found = check_blocks(args["blocks"], "message") if args.get("blocks") else []
    for number, attachment in enumerate(args.get("attachments") or []):
        inner = check_blocks(attachment.get("blocks") or [], "message")
        found += [f"attachments/{number}/{what}" for what in inner]
    metadata = args.get("metadata")
    if metadata is not None and not {"event_type", "event_payload"} <= set(metadata):
        found.append("metadata: event_type and event_payload are required")
    return found


def check_view(view: Json) -> list[str]:
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"type: {kind!r} is neither modal nor home"]
    found = [f"{name}: unknown" for name in view if name not in VIEW_KEYS]
    lengths = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}
    for name, most in lengths.items():
        if len(view.get(name) or "") > most:
            found.append(f"{name}: {len(view[name])} characters, {most} fit")
    checker = Checker(kind)
    for name in ("title", "submit", "close"):
        if kind == "home" and view.get(name):
            found.append(f"{name}: a home view has none")
        elif view.get(name):
            found += checker.text(view[name], name, 24, plain_only=True)
    if kind == "modal" and not view.get("title"):
        found.append("title: a modal needs one")
    blocks = view.get("blocks")
    if not blocks:
        return [*found, "blocks: a view needs at least one"]
    if kind == "modal" and not view.get("submit"):
        found += ["submit: needed when there are input blocks"] * any(
            b.get("type") == "input" for b in blocks if isinstance(b, dict)
        )
    known = {k: copy.deepcopy(v) for k, v in view.items() if k in SDK_VIEW_KEYS}
    found += sdk_says(lambda: View(**known))
    return found + check_blocks(blocks, kind) + list(schema.complaints({**view, "blocks": []}))
