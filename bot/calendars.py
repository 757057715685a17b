"""The calendars of the centre file: fetched every hour, and followed.

Nothing else is ever fetched: an address comes from the centre file and from nowhere else. What
answers may be hostile all the same, so time, size and redirects are bounded, and a name that
leads into a private network is not followed there.
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ssl import SSLContext
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.desk.calendar_following import Followed, follow, follow_gone
from bot.desk.calendar_reading import Reading, read_calendar
from bot.desk.work import Desk, Work
from bot.observing import log, trace, tracing
from bot.storage.calendars import source_of
from bot.storage.engine import NotSaved

EVERY = 3600
"""Seconds between two readings of each calendar."""
PATIENCE = 10.0
"""Seconds that a calendar may take to arrive."""
LARGEST = 2_000_000
"""Bytes that are read of one, unpacked."""
MOVES = 3
"""Redirects that are followed, on the same server only."""
AT_ONCE = 25
"""Meetings followed in one transaction, so that members never wait long for theirs."""

_log = log(__name__)


class NotFetched(Exception):
    """A calendar that did not come; the text is the code of why."""


_WRAPPED = ip_network("64:ff9b::/96")
"""Where a network that translates (NAT64) keeps the addresses of IPv4, its own ones too."""


def is_public(host: str) -> bool:
    """Whether an address lies on the public internet; of one wrapped in another, that one.

    Of wrapped ones Python's own word differs between its versions.
    """
    address = ip_address(host)
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _WRAPPED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


class PublicOnly(AbstractResolver):
    """Names that lead to the public internet, and to no machine of our own network."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        """Ask `inner` for the addresses; the system's own resolver where there is none."""
        self._inner = inner or ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """The public addresses of a name. Raises OSError where it has none."""
        found = await self._inner.resolve(host, port, family)  # type: ignore[arg-type]
        public = [one for one in found if is_public(one["host"].partition("%")[0])]
        if not public:
            raise OSError("the name leads into a private network")
        return public

    async def close(self) -> None:
        """Let the resolver go."""
        await self._inner.close()


class Calendars:
    """The centre's calendars, read by `read`; `wake` is told when that has left something to send.

    `proxied` says that all goes out through a proxy: it finds the names, and guards the network.
    `resolver` and `ssl` are others in tests.
    """

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        *,
        proxied: bool = False,
        resolver: AbstractResolver | None = None,
        ssl: SSLContext | bool = True,
    ) -> None:
        self._desk, self._now, self._wake = desk, now, wake
        self._resolver = resolver or (ThreadedResolver if proxied else PublicOnly)()
        self._ssl = ssl

    async def read(self) -> int:
        """Read every calendar once, as `_read` does, under one trace."""
        with tracing():
            return await self._read()

    async def _read(self) -> int:
        """Read every calendar once; returns how many meetings are new, changed or cancelled.

        What fails is logged by its server's name alone, for the address may be a secret, and is
        tried again in an hour. Never raises for it: one calendar does not stop the others.
        """
        changed = 0
        async with self._session() as session:
            for address in self._desk.centre.calendars:
                try:
                    text = await fetched(session, address)
                    changed += await asyncio.to_thread(self._follow, address, text)
                except NotFetched as error:
                    _log.warning("calendar_not_fetched", server=_server(address), why=str(error))
                except NotSaved as error:
                    why = repr(error.__cause__)
                    _log.warning("not_saved", job="calendars", server=_server(address), why=why)
                except Exception:
                    _log.exception("calendar_not_read", server=_server(address))
        if changed:
            _log.info("calendars_read", changed=changed)
            self._wake()
        return changed

    def _follow(self, address: str, text: str) -> int:
        now = self._now()
        reading = read_calendar(text, now, self._desk.calendar.tz)
        if not reading.calendar:
            raise NotFetched("no_calendar")
        if reading.faults or reading.more:
            _tell(address, reading)
        done, source = Followed(), source_of(address)
        told = reading.occurrences
        for at in range(0, len(told), AT_ONCE):
            with self._desk.store.write() as session:
                follow(self._work(session, now), told[at : at + AT_ONCE], source, done)
        with self._desk.store.write() as session:
            follow_gone(self._work(session, now), reading, source, done)
        return len(done.added) + len(done.changed) + len(done.cancelled)

    def _work(self, session: object, now: datetime) -> Work:
        return Work.by_clock(self._desk, session, now, trace())  # type: ignore[arg-type]

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[ClientSession]:
        connector = TCPConnector(resolver=self._resolver, ssl=self._ssl)
        async with ClientSession(
            connector=connector,
            trust_env=True,
            timeout=ClientTimeout(total=PATIENCE),
            headers={"Accept": "text/calendar", "User-Agent": "Exportlots"},
        ) as session:
            yield session


async def fetched(session: ClientSession, address: str) -> str:
    """A calendar's text. Raises `NotFetched`."""
    try:
        for _ in range(MOVES + 1):
            async with session.get(address, allow_redirects=False) as response:
                if response.status in (301, 302, 303, 307, 308):
                    address = _moved(address, response)
                    continue
                if response.status != 200:
                    raise NotFetched(f"status_{response.status}")
                return decoded(await _body(response), response.charset)
    except TimeoutError:
        raise NotFetched("too_slow") from None
    except (ClientError, OSError, ValueError) as error:
        raise NotFetched(type(error).__name__) from error
    raise NotFetched("moved_too_often")


def _moved(address: str, response: ClientResponse) -> str:
    """Where a redirect leads, on the same server. Raises `NotFetched` for another one."""
    there = urljoin(address, response.headers.get("Location", ""))
    before, after = urlsplit(address), urlsplit(there)
    if (after.scheme, after.netloc) != (before.scheme, before.netloc):
        raise NotFetched("moved_elsewhere")
    return there


async def _body(response: ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > LARGEST:
            raise NotFetched("too_large")
    return bytes(body)


def decoded(body: bytes, charset: str | None) -> str:
    """The text of a file, which is UTF-8 by the standard and something older now and then."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    for name in ("utf-8-sig", charset, "cp1252"):
        try:
            if name:
                return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8-sig", "replace")


def _tell(address: str, reading: Reading) -> None:
    """In the log, for there is nobody to answer: the first of what could not be read."""
    faults = [f"{fault.line} {fault.name} {fault.why}" for fault in reading.faults[:5]]
    _log.warning("calendar_partly_read", server=_server(address), faults=faults, more=reading.more)


def _server(address: str) -> str:
    return urlsplit(address).hostname or ""
