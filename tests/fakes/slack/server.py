"""The HTTP side: the Web API, response_urls, the socket, the control interface."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fakes.slack.control import add_routes
from tests.fakes.slack.faults import ApiError, Fault
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.methods.apps import BY_APP_TOKEN, BY_CONFIG_TOKEN
from tests.fakes.slack.methods.asking import need_scope
from tests.fakes.slack.scopes import METHODS as SCOPES
from tests.fakes.slack.state import Call, Json

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

OBJECTS = ("blocks", "view", "attachments", "metadata", "manifest", "files")


async def arguments(request: web.Request) -> Json:
    """What was sent, in whichever style: query, form, JSON; objects may be JSON in a string."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            found.update(json.loads(body) if body else {})
        except ValueError:
            raise ApiError("invalid_json") from None
    elif request.method == "POST":
        found.update({k: v for k, v in (await request.post()).items() if isinstance(v, str)})
    for name in OBJECTS:
        if isinstance(found.get(name), str) and found[name]:
            try:
                found[name] = json.loads(found[name])
            except ValueError:
                error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
                raise ApiError(error) from None
    return found


def check_token(fake: FakeSlack, method: str, token: str | None) -> None:
    if not token:
        raise ApiError("not_authed")
    if method in BY_CONFIG_TOKEN:
        if token != fake.config_token:
            raise ApiError("invalid_auth")
        return
    if method in BY_APP_TOKEN:
        if token == fake.bot_token:
            raise ApiError("not_allowed_token_type")
        if token != fake.app_token:
            raise ApiError("invalid_auth")
        return
    if token != fake.bot_token:
        raise ApiError("invalid_auth")
    if fake.dead:
        raise ApiError(fake.dead)


class Server:
    """Answers the app's calls, one fault after the other where a test planned them."""

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self.app = web.Application(client_max_size=4 * 1024 * 1024)
        self.app.router.add_route("*", "/api/{method}", self.api)
        self.app.router.add_get("/link/", fake.courier.serve_socket)
        self.app.router.add_post("/upload/v1/{key}", self.upload)
        self.app.router.add_get("/files-pri/{id}/{key}", self.download)
        self.app.router.add_post("/{kind:commands|actions}/{key:.+}", self.respond)
        add_routes(self.app, fake)
        self.runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        self.runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", port)
        await site.start()
        return int(self.runner.addresses[0][1])

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()

    async def api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, {}, None)
        try:
            call.args = await arguments(request)
            header = request.headers.get("Authorization", "")
            call.token = call.args.pop("token", None) or header.removeprefix("Bearer ") or None
        except ApiError as wrong:
            return self.answer(call, wrong)
        with self.fake.state.lock:
            self.fake.calls.append(call)
        fault = self.fake.faults.take(method)
        if fault is None:
            return self.run(call)
        return await self.faulty(request, call, fault)

    async def faulty(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.delay)
        answer = None if fault.replaces else self.run(call)
        if fault.drop:
            return self.cut(request, call)
        if answer is not None:
            return answer
        call.result = {"ok": False, "error": fault.error or "internal_error"}
        call.status = fault.status or 200
        if fault.body is not None:
            return web.Response(text=fault.body, status=call.status, headers=fault.headers)
        return web.json_response(call.result, status=call.status, headers=fault.headers)

    @staticmethod
    def cut(request: web.Request, call: Call) -> web.StreamResponse:
        """Close the connection without an answer."""
        call.status = 0
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def run(self, call: Call) -> web.Response:
        fake = self.fake
        try:
            with fake.state.lock:
                check_token(fake, call.method, call.token)
                method = METHODS.get(call.method)
                if method is None:
                    raise ApiError("unknown_method", req_method=call.method)
                need_scope(fake, SCOPES.get(call.method, set()))
                result = method(fake, call.args)
        except ApiError as wrong:
            return self.answer(call, wrong)
        except Exception as broken:
            fake.violate(call.method, f"the fake cannot take these arguments: {broken!r}")
            return self.answer(call, ApiError("internal_error"))
        call.result = {"ok": True, **result}
        return web.json_response(call.result, headers=self.headers())

    def headers(self) -> dict[str, str]:
        scopes = ",".join(sorted(self.fake.scopes))
        return {"x-oauth-scopes": scopes, "x-slack-req-id": self.fake.state.next_id("req")}

    def answer(self, call: Call, wrong: ApiError) -> web.Response:
        more = dict(wrong.more)
        extra = more.pop("headers", {})
        call.result = {"ok": False, "error": wrong.error, **more}
        call.status = wrong.status
        return web.json_response(
            call.result, status=wrong.status, headers={**self.headers(), **extra}
        )

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """A response_url: five times within half an hour."""
        call = Call("response_url", await request.json(), request.match_info["key"])
        fault = self.fake.faults.take("response_url")
        with self.fake.state.lock:
            self.fake.calls.append(call)
        if fault is not None and fault.replaces:
            return await self.faulty(request, call, fault)
        try:
            with self.fake.state.lock:
                self.used(request.match_info["key"], call.args)
        except ApiError as wrong:
            return self.answer(call, wrong)
        call.result = {"ok": True}
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.drop:
                return self.cut(request, call)
        return web.Response(text="ok", content_type="text/html")

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The content of a file, at the address that was given for it. It needs no token."""
        data = await request.read()
        call = Call("upload", {"key": request.match_info["key"], "size": len(data)}, None)
        fault = self.fake.faults.take("upload")
        with self.fake.state.lock:
            self.fake.calls.append(call)
            known = [f for f in self.fake.state.files.values() if f.key == call.args["key"]]
        if "Authorization" in request.headers:
            self.fake.violate("upload", "our token was sent to an address that needs none")
        if fault is not None and fault.replaces:
            return await self.faulty(request, call, fault)
        for kept in known:
            kept.data = data
        call.status = 200 if known else 404
        if fault is not None and fault.drop:
            return self.cut(request, call)
        return web.Response(text=f"OK - {len(data)}", status=call.status)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file's content, for the app's token with the right to read; else the log-in page."""
        fault = self.fake.faults.take("download")
        if fault is not None:
            return await self.faulty(request, Call("download", {}, None), fault)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        kept = self.fake.state.files.get(request.match_info["id"])
        allowed = token == self.fake.bot_token and "files:read" in self.fake.scopes
        if kept is None or kept.key != request.match_info["key"] or not allowed:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=kept.data, content_type="text/plain")

    def used(self, key: str, body: Json) -> None:
        fake = self.fake
        url = fake.state.response_urls.get(key)
        if url is None:
            raise ApiError("no_such_url", status=404)
        if time.monotonic() - url.born > fake.response_url_seconds:
            raise ApiError("expired_url", status=404)
        if url.uses >= 5:
            raise ApiError("used_url", status=404)
        url.uses += 1
        fake.respond(url, body)
