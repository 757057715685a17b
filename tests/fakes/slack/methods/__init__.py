"""The Web API methods, by name. Each takes (fake, arguments) and answers a dict."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.methods import apps, chat, conversations, files, users, views

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

Method = Callable[["FakeSlack", dict[str, Any]], dict[str, Any]]

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}
