"""Calendars fetched from a real server with TLS on this computer, and followed; and the feed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from icalendar import Calendar
from sqlmodel import select
from starlette.applications import Starlette

from bot import calendars
from bot.calendars import Calendars, NotFetched, PublicOnly, decoded
from bot.centre.calendars import CalendarAddress
from bot.feed import calendar_feed
from bot.settings import Settings, SettingsError, load
from bot.storage.tables import Meeting
from tests.centre_at_work import CentreAtWork
from tests.desk.icalendar_files import at, calendar, event

HOST = "calendar.example"
MAY = at("20270519T090000")


class Here(AbstractResolver):
    """Every name is this computer."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=port, family=2, proto=0, flags=0)
        ]

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `HOST`, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(certificate: Path, answer: Answer) -> AsyncIterator[int]:
    """A calendar server; yields its port."""
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def trust(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def reader(room: CentreAtWork, addresses: tuple[str, ...], certificate: Path) -> Calendars:
    centre = room.desk.centre.model_copy(update={"calendars": addresses})
    room.desk = type(room.desk)(room.desk.store, centre, room.desk.calendar)
    return Calendars(
        room.desk, lambda: room.now, lambda: None, resolver=Here(), ssl=trust(certificate)
    )


def read(room: CentreAtWork, certificate: Path, answer: Answer, path: str = "/c.ics") -> int:
    async def scene() -> int:
        async with serving(certificate, answer) as port:
            found = reader(room, (f"https://{HOST}:{port}{path}",), certificate)
            return await found.read()

    return asyncio.run(scene())


def sends(text: str, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/calendar", headers=headers)

    return answer


def refused(room: CentreAtWork, certificate: Path, answer: Answer) -> str:
    """Why a calendar was not fetched."""

    async def scene() -> str:
        async with serving(certificate, answer) as port:
            found = reader(room, (), certificate)
            async with found._session() as session:
                try:
                    await calendars.fetched(session, f"https://{HOST}:{port}/c.ics")
                except NotFetched as error:
                    return str(error)
        return ""

    return asyncio.run(scene())


def titles(room: CentreAtWork) -> list[str]:
    with room.desk.store.read() as session:
        return sorted(one.title for one in session.exec(select(Meeting)))


def test_a_calendar_of_the_centre_file_becomes_meetings(
    room: CentreAtWork, certificate: Path
) -> None:
    many = calendar(*(event(MAY, uid=f"{n}@x", summary=f"Träff {n:02}") for n in range(60)))
    assert read(room, certificate, sends(many)) == 60
    assert titles(room)[:2] == ["Träff 00", "Träff 01"]


def test_read_again_it_is_as_before(room: CentreAtWork, certificate: Path) -> None:
    async def scene() -> tuple[int, int]:
        async with serving(certificate, sends(calendar(event(MAY)))) as port:
            found = reader(room, (f"https://{HOST}:{port}/c.ics",), certificate)
            return await found.read(), await found.read()

    assert asyncio.run(scene()) == (1, 0)


def test_a_redirect_on_the_same_server_is_followed(room: CentreAtWork, certificate: Path) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/old.ics":
            raise web.HTTPMovedPermanently("/new.ics")
        return web.Response(text=calendar(event(MAY)))

    assert read(room, certificate, answer, "/old.ics") == 1


@pytest.mark.parametrize(
    "there", ["http://calendar.example/c.ics", "https://other.example/c.ics", "file:///etc/passwd"]
)
def test_no_redirect_leads_elsewhere(room: CentreAtWork, certificate: Path, there: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": there})

    assert refused(room, certificate, answer) == "moved_elsewhere"


def test_a_redirect_in_a_circle_ends(room: CentreAtWork, certificate: Path) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/c.ics"})

    assert refused(room, certificate, answer) == "moved_too_often"


def test_what_is_too_large_is_not_read(room: CentreAtWork, certificate: Path) -> None:
    assert refused(room, certificate, sends("x" * 2_000_001)) == "too_large"

    async def packed(request: web.Request) -> web.Response:
        response = web.Response(body=b"x" * 20_000_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    assert refused(room, certificate, packed) == "too_large"


def test_a_slow_server_is_left(
    room: CentreAtWork, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "PATIENCE", 0.3)

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(20):
            await response.write(b"BEGIN:VCALENDAR\r\n")
            await asyncio.sleep(0.1)
        return response

    assert refused(room, certificate, answer) == "too_slow"


@pytest.mark.parametrize("status", [404, 500, 204])
def test_other_answers_are_no_calendar(room: CentreAtWork, certificate: Path, status: int) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    assert refused(room, certificate, answer) == f"status_{status}"


def test_an_unknown_certificate_is_not_trusted(room: CentreAtWork, certificate: Path) -> None:
    async def scene() -> int:
        async with serving(certificate, sends(calendar(event(MAY)))) as port:
            found = reader(room, (f"https://{HOST}:{port}/c.ics",), certificate)
            found._ssl = True
            return await found.read()

    assert asyncio.run(scene()) == 0
    assert titles(room) == []


def test_one_that_fails_does_not_stop_the_others_and_no_secret_is_logged(
    room: CentreAtWork, certificate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if "canary" in request.path:
            return web.Response(text="<html>canary</html>")
        return web.Response(text=calendar(event(MAY), event("DTSTART:x", uid="b")))

    async def scene() -> int:
        async with serving(certificate, answer) as port:
            base = f"https://{HOST}:{port}"
            found = reader(room, (f"{base}/canary-1.ics", f"{base}/c.ics"), certificate)
            return await found.read()

    assert asyncio.run(scene()) == 1
    logged = "".join(capsys.readouterr())
    assert "canary" not in logged


def test_names_that_lead_into_a_private_network_are_not_followed() -> None:
    class Inner(Here):
        def __init__(self, *hosts: str) -> None:
            self.hosts = hosts

        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
            return [
                ResolveResult(hostname=host, host=h, port=port, family=2, proto=0, flags=0)
                for h in self.hosts
            ]

    private = [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "0.0.0.0",
    ]
    for one in private:
        with pytest.raises(OSError, match="private"):
            asyncio.run(PublicOnly(Inner(one)).resolve("x.example"))
    found = asyncio.run(PublicOnly(Inner("10.0.0.1", "9.9.9.9")).resolve("x.example"))
    assert [one["host"] for one in found] == ["9.9.9.9"]
    assert ip_address("9.9.9.9").is_global


def test_the_reader_resolves_by_public_addresses_alone(
    room: CentreAtWork, certificate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reached: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        reached.append(request.path)
        return web.Response(text=calendar(event(MAY)))

    async def scene() -> int:
        async with serving(certificate, answer) as port:
            found = reader(room, (f"https://{HOST}:{port}/c.ics",), certificate)
            found._resolver = PublicOnly(Here())
            return await found.read()

    assert asyncio.run(scene()) == 0
    assert reached == []


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("Träff".encode(), None),
        ("\ufeffTräff".encode(), None),
        ("Träff".encode("utf-16"), None),
        ("Träff".encode("cp1252"), None),
        ("Träff".encode("iso-8859-1"), "iso-8859-1"),
        ("Träff".encode("iso-8859-1"), "no-such-charset"),
    ],
)
def test_files_in_other_encodings(body: bytes, charset: str | None) -> None:
    assert decoded(body, charset) == "Träff"


def test_the_service_reads_them_at_its_start_and_only_where_there_are_any(
    room: CentreAtWork, certificate: Path
) -> None:
    from bot.app import _calendars
    from bot.jobs import Jobs

    assert _calendars(room.desk, lambda: None) == []

    async def scene() -> list[str]:
        async with serving(certificate, sends(calendar(event(MAY)))) as port:
            found = reader(room, (f"https://{HOST}:{port}/c.ics",), certificate)
            ((_, seconds),) = _calendars(room.desk, lambda: None)
            assert seconds == 3600
            jobs = Jobs(room.desk, lambda: None, lambda: room.now, [(found.read, seconds)])
            jobs.start()
            try:
                async with asyncio.timeout(20):
                    while not titles(room):
                        await asyncio.sleep(0.05)
            finally:
                jobs.stop()
        return titles(room)

    assert asyncio.run(scene()) == ["Export boost Borås"]


ADDRESSES = {
    "https://example.org/c.ics": "https://example.org/c.ics",
    "webcal://example.org/c.ics?key=1": "https://example.org/c.ics?key=1",
    "https://calendar.example.org:8443/c": "https://calendar.example.org:8443/c",
}
NO_ADDRESSES = [
    "http://example.org/c.ics", "https://localhost/c.ics", "https://127.0.0.1/c.ics",
    "https://[::1]/c.ics", "https://10.0.0.1/", "https://u:p@example.org/", "file:///etc/passwd",
    "https://example.org:99999/", "https://exa mple.org/", "https://2130706433/", "", "example.org",
    "https://0x7f.1/",
]  # fmt: skip


def test_which_addresses_the_centre_file_may_name(tmp_path: Path) -> None:
    from pydantic import TypeAdapter, ValidationError

    adapter: TypeAdapter[str] = TypeAdapter(CalendarAddress)
    for written, kept in ADDRESSES.items():
        assert adapter.validate_python(written) == kept
    for written in NO_ADDRESSES:
        with pytest.raises(ValidationError):
            adapter.validate_python(written)


def test_a_wrong_address_is_named_with_its_line(tmp_path: Path) -> None:
    from bot.centre.load import PACKAGED, FaultyCentre
    from bot.centre.load import load as load_centre

    text = PACKAGED.read_text(encoding="utf-8")
    assert "calendars: []" in text
    path = tmp_path / "centre.yaml"
    path.write_text(text.replace("calendars: []", "calendars: [http://example.org]"), "utf-8")
    with pytest.raises(FaultyCentre, match="https address") as caught:
        load_centre(path)
    line = text[: text.index("calendars: []")].count("\n") + 1
    assert caught.value.faults[0].line == line


# --- the feed

SECRET = "a-secret-that-nobody-can-guess"


def asked(room: CentreAtWork, path: str, method: str = "GET") -> httpx.Response:
    app = Starlette(routes=[calendar_feed(room.desk, SECRET, lambda: room.now)])

    async def scene() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.request(method, path)

    return asyncio.run(scene())


def test_the_feed_is_read_by_whoever_has_its_address(room: CentreAtWork) -> None:
    room.do("anna", "import_calendar", file=calendar(event(MAY)))
    answer = asked(room, f"/calendar/{SECRET}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["cache-control"]
    found: Any = Calendar.from_ical(answer.content)
    assert [str(e["SUMMARY"]) for e in found.walk("VEVENT")] == ["Export boost Borås"]
    assert asked(room, f"/calendar/{SECRET}.ics", "HEAD").status_code == 200


@pytest.mark.parametrize(
    "given", ["", "a", SECRET[:-1], SECRET + "x", "%C3%A5" * 9, SECRET.upper()]
)
def test_nobody_else_reads_it(room: CentreAtWork, given: str) -> None:
    answer = asked(room, f"/calendar/{given}.ics")
    assert (answer.status_code, answer.content) == (404, b"") or answer.status_code == 404
    assert b"VCALENDAR" not in answer.content
    assert asked(room, f"/calendar/{SECRET}.ics", "POST").status_code == 405


def test_the_service_has_a_feed_only_where_the_settings_say_so(tmp_path: Path) -> None:
    from bot.app import serve_app

    def paths(settings: Settings) -> set[str]:
        app = serve_app(settings)
        return {getattr(route, "path", "") for route in app.routes}

    address = f"sqlite:///{tmp_path}/one.sqlite"
    off = load(database_url=address, _env_file=None)
    assert "/calendar/{secret}.ics" not in paths(off)
    other = f"sqlite:///{tmp_path}/two.sqlite"
    on = load(database_url=other, calendar_feed=SECRET, _env_file=None)
    assert "/calendar/{secret}.ics" in paths(on)
    assert SECRET not in repr(on)


@pytest.mark.parametrize("value", ["short", "x" * 19, "with space and more than twenty", "å" * 30])
def test_a_secret_that_can_be_guessed_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="20"):
        load(calendar_feed=value, _env_file=None)
