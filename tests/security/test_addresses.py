"""Where the service may be led to: calendars of the centre file, and nothing of its own network."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.calendars import is_public
from bot.centre.calendars import CalendarAddress

OWN = (
    "127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2002:a00:1::1", "2001:db8::1",
)  # fmt: skip


@pytest.mark.parametrize("host", OWN)
def test_no_address_of_a_network_of_ones_own_is_public_however_it_is_written(host: str) -> None:
    assert not is_public(host)


@pytest.mark.parametrize("host", ["9.9.9.9", "2620:fe::fe", "64:ff9b::909:909", "2002:909:909::1"])
def test_public_ones_are(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize(
    "address",
    [
        "http://cal.example/a.ics", "file:///etc/passwd", "ftp://cal.example/a.ics", "gopher://x.y/",
        "https://127.0.0.1/a", "https://[::1]/a", "https://2130706433/a", "https://0x7f.1/a",
        "https://localhost/a", "https://user:pw@cal.example/a", "https://cal.example:0/a",
        "https://cal.example/a b", "https://cal.example\\@10.0.0.1/", "//cal.example/a", "",
        "data:text/calendar,BEGIN", "https:///a", "https://cal.example/\r\nHost: x",
    ],
)  # fmt: skip
def test_only_named_servers_over_https_may_be_followed(address: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(CalendarAddress).validate_python(address)
