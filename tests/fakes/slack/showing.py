"""What the app sends: checked as Slack checks it, and shown to whom it is for."""

from __future__ import annotations

from tests.fakes.slack.deliveries import Courier
from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.limits import check_blocks, check_message, check_view, with_ids
from tests.fakes.slack.methods.chat import bot_message, in_thread
from tests.fakes.slack.state import BOT_USER, Channel, Json, ResponseUrl, Workspace


class Showing:
    """Part of FakeSlack."""

    state: Workspace
    courier: Courier
    violations: list[str]
    checks: bool

    def violate(self, where: str, what: str) -> None:
        self.violations.append(f"{where}: {what}")

    def _refuse(self, method: str, found: list[str], error: str) -> None:
        if not found:
            return
        for what in found:
            self.violate(method, what)
        shown = [f"[ERROR] {what}" for what in found]
        raise ApiError(error, errors=found, response_metadata={"messages": shown})

    def check_message(self, method: str, args: Json) -> None:
        if self.checks:
            self._refuse(method, check_message(args), "invalid_blocks")

    def check_view(self, method: str, view: Json) -> None:
        if self.checks:
            self._refuse(method, check_view(view), "invalid_arguments")

    def check_options(self, options: list[Json]) -> list[Json]:
        """The answer to a suggestion must be options that a select could hold."""
        text = {"type": "plain_text", "text": "x"}
        select = {"type": "static_select", "action_id": "x", "options": options}
        block = {"type": "input", "label": text, "element": select}
        for what in check_blocks([block], "modal") if options else []:
            self.violate("block_suggestion", what)
        return options

    def show_privately(
        self, user: str, channel: str, body: Json, ts: str, thread_ts: str | None = None
    ) -> Json:
        message = bot_message(self, body, ts)
        message.update(channel=channel, is_ephemeral=True, to=user)
        if thread_ts:
            message["thread_ts"] = thread_ts
        self.state.ephemerals.append(message)
        return message

    def take_away(self, channel: Channel, message: Json) -> None:
        channel.messages.remove(message)
        root = channel.find(message.get("thread_ts", ""))
        if root is not None and root is not message:
            root["reply_count"] = root.get("reply_count", 1) - 1

    def respond(self, url: ResponseUrl, body: Json) -> None:
        """What a response_url, or the answer to a command, shows and to whom."""
        explicit = {"replace_original", "delete_original", "response_type"}
        if url.interactive and not explicit & set(body):
            what = "say replace_original or response_type: Slack's default depends on the message"
            self.violate("response_url", what)
        channel = self.state.channels.get(url.channel)
        if channel is None:
            raise ApiError("channel_not_found", status=404)
        original = self._original(url)
        if body.get("delete_original"):
            if original is not None:
                self._remove(url, original)
            return
        if not any(body.get(name) for name in ("text", "blocks", "attachments")):
            raise ApiError("no_text", status=400)
        try:
            self.check_message("response_url", body)
        except ApiError as wrong:
            raise ApiError(wrong.error, status=400, **wrong.more) from None
        if body.get("replace_original") and original is not None:
            self._replace(original, body)
            return
        ts, thread = self.state.next_ts(), body.get("thread_ts")
        if body.get("response_type") != "in_channel":
            self.show_privately(url.user, url.channel, body, ts, thread)
            return
        if channel.archived:
            raise ApiError("is_archived", status=400)
        message = bot_message(self, body, ts)
        in_thread(channel, message, thread)
        channel.messages.append(message)
        self.courier.later_message(channel, message)

    def _original(self, url: ResponseUrl) -> Json | None:
        for message in self.state.ephemerals:
            if message["ts"] == url.message_ts and message["to"] == url.user:
                return message
        return self.state.channels[url.channel].find(url.message_ts or "")

    def _remove(self, url: ResponseUrl, message: Json) -> None:
        if message.get("is_ephemeral"):
            self.state.ephemerals.remove(message)
        else:
            self.take_away(self.state.channels[url.channel], message)

    def _replace(self, message: Json, body: Json) -> None:
        message["text"] = body.get("text") or ""
        message.pop("blocks", None)
        if body.get("blocks"):
            message["blocks"] = with_ids(body["blocks"])
        message["edited"] = {"user": BOT_USER, "ts": self.state.next_ts()}
