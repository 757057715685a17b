"""apps.* and assistant.*: the socket, the manifest, the status in a thread."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.methods.asking import required, writable
from tests.fakes.slack.state import APP_ID, Json

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

BY_APP_TOKEN = {"apps.connections.open"}
BY_CONFIG_TOKEN = {"apps.manifest.export", "apps.manifest.validate"}


def connections_open(fake: FakeSlack, args: Json) -> Json:
    if not fake.socket_mode:
        raise ApiError("forbidden_team")
    ticket = secrets.token_hex(8)
    fake.courier.tickets.add(ticket)
    return {"url": f"ws://127.0.0.1:{fake.port}/link/?ticket={ticket}&app_id={APP_ID}"}


def manifest_export(fake: FakeSlack, args: Json) -> Json:
    if required(args, "app_id") != APP_ID:
        raise ApiError("app_not_eligible")
    if fake.manifest is None:
        raise ApiError("internal_error")
    return {"manifest": fake.manifest}


def set_status(fake: FakeSlack, args: Json) -> Json:
    channel = writable(fake, required(args, "channel_id", "channel_not_found"))
    channel.statuses[required(args, "thread_ts")] = args.get("status", "")
    return {}


METHODS = {
    "apps.connections.open": connections_open,
    "apps.manifest.export": manifest_export,
    "assistant.threads.setStatus": set_status,
}
