"""A bot made of the SDK as its samples are: it checks the token, and says always the same.

It is the SDK's `CloudAdapterBase` on Starlette, because the SDK's own adapter for aiohttp answers
500 to every invoke that has a body.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from botbuilder.core import CardFactory, CloudAdapterBase, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity
from botbuilder.schema.teams import (
    TaskModuleContinueResponse,
    TaskModuleMessageResponse,
    TaskModuleRequest,
    TaskModuleResponse,
    TaskModuleTaskInfo,
)
from botframework.connector.auth import (
    BotFrameworkAuthenticationFactory,
    ChannelValidation,
    PasswordServiceClientCredentialFactory,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.signed_teams import APP, TENANT
from bot.handlers.teams.app import PATH

SENT = "Tack, det är skickat."
FORM = {
    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "Vad behöver företaget?", "wrap": True},
        {"type": "Input.Text", "id": "need", "label": "Behov", "isMultiline": True},
    ],
    "actions": [{"type": "Action.Submit", "title": "Skicka", "data": {"form": "refer"}}],
}


class _Bot(TeamsActivityHandler):  # type: ignore[misc]
    """One short form, and one line when it comes back."""

    async def on_teams_task_module_fetch(
        self, turn_context: TurnContext, task_module_request: TaskModuleRequest
    ) -> TaskModuleResponse:
        card = CardFactory.adaptive_card(FORM)
        shown = TaskModuleTaskInfo(title="Hänvisning", height="large", width="medium", card=card)
        return TaskModuleResponse(task=TaskModuleContinueResponse(value=shown))

    async def on_teams_task_module_submit(
        self, turn_context: TurnContext, task_module_request: TaskModuleRequest
    ) -> TaskModuleResponse:
        return TaskModuleResponse(task=TaskModuleMessageResponse(value=SENT))


class _Adapter(CloudAdapterBase):  # type: ignore[misc]
    """The SDK's adapter for aiohttp, line by line, for Starlette."""

    async def process(self, http: Request, bot: _Bot) -> Response:
        """Answer one request."""
        activity: Any = Activity().deserialize(await http.json())
        token = http.headers.get("authorization", "")
        answer = await self.process_activity(token, activity, bot.on_turn)
        if answer is None:
            return Response(status_code=HTTPStatus.CREATED)
        return JSONResponse(answer.body, status_code=answer.status)


@contextmanager
def listening(openid_url: str) -> Iterator[Starlette]:
    """The bot at the same address as ours, with the same list of keys."""
    before = ChannelValidation.open_id_metadata_endpoint
    ChannelValidation.open_id_metadata_endpoint = openid_url
    try:
        yield _application()
    finally:
        ChannelValidation.open_id_metadata_endpoint = before


def _application() -> Starlette:
    credentials = PasswordServiceClientCredentialFactory(APP, "benchmark", TENANT)
    adapter = _Adapter(BotFrameworkAuthenticationFactory.create(credential_factory=credentials))
    bot = _Bot()

    async def messages(http: Request) -> Response:
        return await adapter.process(http, bot)

    return Starlette(routes=[Route(PATH, messages, methods=["POST"])])
