"""views.*: modals on a person's screen, and the home tab."""

from __future__ import annotations

import copy
import json
import time
from typing import TYPE_CHECKING

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.forms import carry_over
from tests.fakes.slack.limits import with_ids
from tests.fakes.slack.methods.asking import need_scope, person, required
from tests.fakes.slack.state import APP_ID, BOT_ID, TEAM, Json, Trigger

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

DEPTH = 3
GIVEN = ("type", "title", "submit", "close", "callback_id", "private_metadata", "external_id")


def checked_view(fake: FakeSlack, method: str, args: Json) -> Json:
    view: Json = required(args, "view")
    if len(json.dumps(view).encode()) > 250_000:
        raise ApiError("view_too_large")
    fake.check_view(method, view)
    elements = [block.get("element") or {} for block in view["blocks"]]
    if any(element.get("type") == "file_input" for element in elements):
        need_scope(fake, {"files:read"})
    return view


def use_trigger(fake: FakeSlack, args: Json) -> Trigger:
    """The click behind this; three seconds old at most, and good for one view."""
    trigger = fake.state.triggers.get(args.get("trigger_id") or "")
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if time.monotonic() - trigger.born > fake.trigger_seconds:
        raise ApiError("expired_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    return trigger


def build(fake: FakeSlack, given: Json, old: Json | None, user: str) -> Json:
    """The view object as Slack answers it; what was typed stays where the blocks match."""
    team = fake.state.users[user].team
    view: Json = {
        "id": old["id"] if old else fake.state.next_id("V"),
        "team_id": team,
        "blocks": with_ids(given["blocks"]),
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "hash": fake.state.new_hash(),
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "submit_disabled": False,
        "title": None,
        "submit": None,
        "close": None,
        "previous_view_id": old["previous_view_id"] if old else None,
        "root_view_id": old["root_view_id"] if old else None,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM,
        "bot_id": BOT_ID,
        "user": user,
    }
    view.update({k: copy.deepcopy(given[k]) for k in GIVEN if given.get(k) is not None})
    view["root_view_id"] = view["root_view_id"] or view["id"]
    view["state"] = {"values": carry_over(old, view)}
    return view


def shown(view: Json) -> Json:
    """The view as methods answer it: nobody's typing is in it."""
    kept = {k: v for k, v in copy.deepcopy(view).items() if k != "user"}
    return {**kept, "state": {"values": {}}}


def place(fake: FakeSlack, view: Json) -> None:
    external = view["external_id"]
    for other in fake.state.views.values():
        if external and other["external_id"] == external and other["id"] != view["id"]:
            raise ApiError("duplicate_external_id")
    fake.state.views[view["id"]] = view


def views_open(fake: FakeSlack, args: Json) -> Json:
    given = checked_view(fake, "views.open", args)
    trigger = use_trigger(fake, args)
    view = build(fake, given, None, trigger.user)
    place(fake, view)
    trigger.used = True
    for gone in fake.state.stacks.get(trigger.user, []):
        fake.state.views.pop(gone, None)
    fake.state.stacks[trigger.user] = [view["id"]]
    return {"view": shown(view)}


def push_onto(fake: FakeSlack, user: str, given: Json) -> Json:
    """Lay a view on top of this person's; three at most."""
    stack = fake.state.stacks.get(user, [])
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= DEPTH:
        raise ApiError("push_limit_reached")
    view = build(fake, given, None, user)
    view["previous_view_id"] = stack[-1]
    view["root_view_id"] = stack[0]
    place(fake, view)
    stack.append(view["id"])
    return view


def views_push(fake: FakeSlack, args: Json) -> Json:
    given = checked_view(fake, "views.push", args)
    trigger = use_trigger(fake, args)
    if trigger.view is None:
        raise ApiError("invalid_trigger_id")
    view = push_onto(fake, trigger.user, given)
    trigger.used = True
    return {"view": shown(view)}


def views_update(fake: FakeSlack, args: Json) -> Json:
    given = checked_view(fake, "views.update", args)
    key, external = args.get("view_id"), args.get("external_id")
    old = next(
        (
            v
            for v in fake.state.views.values()
            if v["id"] == key or (external and v["external_id"] == external)
        ),
        None,
    )
    if old is None:
        raise ApiError("not_found")
    if args.get("hash") and args["hash"] != old["hash"]:
        raise ApiError("hash_conflict")
    view = build(fake, given, old, old["user"])
    place(fake, view)
    return {"view": shown(view)}


def views_publish(fake: FakeSlack, args: Json) -> Json:
    user = person(fake, required(args, "user_id")).id
    given = checked_view(fake, "views.publish", args)
    if given.get("type") != "home":
        raise ApiError("invalid_arguments")
    if fake.state.users[user].stranger:
        raise ApiError(fake.stranger_error)
    old = fake.state.views.get(fake.state.homes.get(user, ""))
    if args.get("hash") and (old is None or args["hash"] != old["hash"]):
        raise ApiError("hash_conflict")
    view = build(fake, given, old, user)
    place(fake, view)
    fake.state.homes[user] = view["id"]
    return {"view": shown(view)}


METHODS = {
    "views.open": views_open,
    "views.push": views_push,
    "views.update": views_update,
    "views.publish": views_publish,
}
