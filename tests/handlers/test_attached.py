"""Files' names and contents, as every platform has them."""

from __future__ import annotations

import pytest

from bot.desk.replies import FILE_SIZE, Picture
from bot.handlers.attached import NAME, READ, as_text, file_name, image


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rapport 2026.xlsx", "rapport 2026.xlsx"),
        ("../../etc/passwd", "etcpasswd"),
        ('a/b\\c:d*e?f"g<h>i|j.pdf', "abcdefghij.pdf"),
        ("två\nrader.ics", "två rader.ics"),
        ("xls.exe\u202efdp", "xls.exe␦fdp"),
        ("", "exportlots"),
        (" . ", "exportlots"),
    ],
)
def test_a_name_is_one_that_every_system_takes(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_a_long_name_keeps_its_ending() -> None:
    made = file_name("å" * 300 + ".xlsx")
    assert len(made) == NAME
    assert made.endswith("….xlsx")


def test_what_is_no_base64_is_no_picture() -> None:
    assert image(Picture("åäö", "", "x.png")) == b""


def test_a_file_is_read_as_text_whatever_it_is() -> None:
    assert as_text("\ufeffBEGIN:VCALENDAR\r\nX:å".encode()) == "BEGIN:VCALENDAR\nX:å"
    assert as_text(b"caf\xe9") == "caf\ufffd"


def test_one_that_is_too_large_is_still_too_large_when_it_has_been_read() -> None:
    for whole in ("\ufeff" + "å" * FILE_SIZE, "X:1\r\n" * FILE_SIZE):
        assert FILE_SIZE < len(as_text(whole.encode()).encode()) <= READ + 3
