"""The HTTP side: the connector, and the metadata that tokens are checked by."""

from __future__ import annotations

import asyncio
import json
import math
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.teams.connector import METHODS
from tests.fakes.teams.faults import ApiError, Fault
from tests.fakes.teams.state import Call, Json
from tests.fakes.teams.storing import Drive

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

SERVICE = "/emea"
CONVERSATION = f"{SERVICE}/v3/conversations/{{conversation}}"
ROUTES = (
    ("POST", f"{SERVICE}/v3/conversations", "create"),
    ("POST", f"{CONVERSATION}/activities", "send"),
    ("POST", f"{CONVERSATION}/activities/{{activity}}", "send"),
    ("PUT", f"{CONVERSATION}/activities/{{activity}}", "update"),
    ("DELETE", f"{CONVERSATION}/activities/{{activity}}", "delete"),
    ("GET", f"{CONVERSATION}/members", "members"),
    ("GET", f"{CONVERSATION}/pagedmembers", "members"),
    ("GET", f"{CONVERSATION}/members/{{member}}", "member"),
    ("GET", f"{SERVICE}/v3/teams/{{team}}/conversations", "channels"),
    ("GET", f"{SERVICE}/v3/teams/{{team}}", "team"),
)
METADATA = "/v1/.well-known/openidconfiguration"
KEYS = "/v1/.well-known/keys"


class Server:
    """Answers the bot's calls, one fault after the other where a test planned them."""

    def __init__(self, fake: FakeTeams) -> None:
        self.fake = fake
        self.app = web.Application(client_max_size=4 * 1024 * 1024)
        for verb, path, method in ROUTES:
            self.app.router.add_route(verb, path, self.handler(method))
        drive = Drive(fake)
        self.app.router.add_put("/onedrive/{id}", drive.put)
        self.app.router.add_get("/onedrive/{id}", drive.get)
        self.app.router.add_get(METADATA, self.metadata)
        self.app.router.add_get(KEYS, self.keys)
        self.runner: web.AppRunner | None = None
        self.busy = (0, 0)
        """How many calls are under way, and how many there were."""

    async def start(self, port: int) -> int:
        self.runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", port)
        await site.start()
        return int(self.runner.addresses[0][1])

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()

    # the connector

    def handler(self, method: str) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.busy = (self.busy[0] + 1, self.busy[1] + 1)
            try:
                return await self.take(request, method)
            finally:
                self.busy = (self.busy[0] - 1, self.busy[1])

        return handle

    async def take(self, request: web.Request, method: str) -> web.StreamResponse:
        call = await self.read(request, method)
        with self.fake.state.lock:
            self.fake.calls.append(call)
        fault = self.fake.faults.take(method)
        if fault is None:
            return self.run(call)
        return await self.faulty(request, call, fault)

    @staticmethod
    async def read(request: web.Request, method: str) -> Call:
        args = {**request.query, **request.match_info}
        if request.path.endswith("/pagedmembers"):
            args["paged"] = "yes"
        text = await request.text()
        try:
            body = json.loads(text) if text else None
        except ValueError:
            body = text
        header = request.headers.get("Authorization", "")
        return Call(method, args, body, header.removeprefix("Bearer ") if header else "")

    async def faulty(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.hang)
        answer = self.refuse(call, ApiError(500, "")) if fault.replaces else self.run(call)
        if fault.close:
            call.status = 0
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.error is not None:
            return self.refuse(call, fault.error)
        return answer

    def run(self, call: Call) -> web.Response:
        fake = self.fake
        try:
            with fake.state.lock:
                self.check_token(call.token)
                call.result = METHODS[call.method](fake, call.args, call.body)
        except ApiError as wrong:
            return self.refuse(call, wrong)
        except Exception as broken:
            fake.violate(call.method, f"the fake cannot take this: {broken!r}")
            return self.refuse(call, ApiError(500, "ServiceError"))
        call.status = 201 if call.method in ("create", "send") else 200
        return web.json_response(call.result, status=call.status)

    def check_token(self, token: str) -> None:
        if not self.fake.local and not self.fake.login.knows(token):
            raise ApiError(401, "Unauthorized", "Authorization has been denied for this request.")

    @staticmethod
    def refuse(call: Call, wrong: ApiError) -> web.Response:
        call.status = wrong.status
        call.result = {"error": {"code": wrong.code, "message": wrong.message}}
        headers = {}
        if wrong.retry_after is not None:
            headers["Retry-After"] = str(math.ceil(wrong.retry_after))
        return web.json_response(call.result, status=wrong.status, headers=headers)

    # what tokens are checked by

    async def metadata(self, request: web.Request) -> web.StreamResponse:
        return await self.shown("openid", self.fake.keys.metadata(self.fake.url(KEYS[1:])))

    async def keys(self, request: web.Request) -> web.StreamResponse:
        return await self.shown("keys", {"keys": list(self.fake.keys.published.values())})

    async def shown(self, name: str, body: Json) -> web.StreamResponse:
        keys = self.fake.keys
        keys.counts[name] += 1
        fault = self.fake.faults.take(name)
        if fault is not None:
            await asyncio.sleep(fault.hang)
            if fault.status is not None:
                return web.Response(status=fault.status)
        if keys.down:
            return web.Response(status=503)
        return web.json_response(body)
