"""What a page sends, as a request for the desk."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from starlette.datastructures import FormData, UploadFile

from bot.desk.replies import FILE_SIZE, Button, Caller, Place
from bot.handlers.web import inbound
from bot.handlers.web.inbound import Line, Spot
from tests.handlers.web.conftest import both, run

ANNA = Caller("web", "try", "anna", "Anna Bergström")
ROOM = Spot("exportcenter")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Godmorgon", Line("Godmorgon", aloud=True, command=None)),
        (
            "/hanvisa lån till lager",
            Line("/hanvisa lån till lager", False, "hanvisa lån till lager"),
        ),
        ("/exportlots läget", Line("/exportlots läget", False, "läget")),
        ("/exportlots", Line("/exportlots", False, "")),
        ("/exportlotsen", Line("/exportlotsen", False, "exportlotsen")),
        ("@Exportlots läget", Line("@Exportlots läget", True, "läget")),
        ("  @exportlots: hjälp ", Line("@exportlots: hjälp", True, "hjälp")),
        ("fråga @Exportlots sen", Line("fråga @Exportlots sen", True, None)),
        ("skriv 1/2 dag", Line("skriv 1/2 dag", True, None)),
    ],
)
def test_a_line_in_a_room_is_talk_unless_it_is_addressed_to_the_bot(
    typed: str, expected: Line
) -> None:
    assert inbound.line(typed, private=False) == expected


def test_every_private_line_is_for_the_bot_and_stays_in_the_conversation() -> None:
    assert inbound.line("läget", private=True) == Line("läget", True, "läget")
    assert inbound.line("/läget", private=True) == Line("/läget", True, "läget")


def test_a_line_is_cut_at_its_greatest_length() -> None:
    assert len(inbound.line("x" * 50_000, private=False).text) == inbound.LONGEST_LINE


def test_a_private_place_is_empty_and_a_thread_is_named() -> None:
    assert inbound.place(Spot()) == Place()
    assert inbound.place(Spot("exportcenter", "m-1")) == Place("web", "try", "exportcenter", "m-1")


def test_a_press_brings_back_the_buttons_arguments_and_where_it_stood() -> None:
    button = Button(both("Jag tar det"), "take", {"case": "7", "revision": "3"})
    form = FormData([("press", inbound.press(button, "n1")), ("channel", "exportcenter")])
    asked = inbound.request_from_press(
        inbound.pressed_from_form(form), ANNA, inbound.spot_from_form(form)
    )
    assert (asked.name, asked.args) == ("take", {"case": "7", "revision": "3"})
    assert asked.place.channel == "exportcenter"


def test_a_double_click_has_one_key_and_the_button_drawn_anew_another() -> None:
    button = Button(both("Jag tar det"), "take", {"case": "7"})

    def key(nonce: str) -> str:
        return inbound.request_from_press(json.loads(inbound.press(button, nonce)), ANNA, ROOM).key

    assert key("n1") == key("n1")
    assert key("n1") != key("n2")


def test_a_form_brings_hidden_and_typed_values_and_its_one_time_id() -> None:
    form = FormData(
        [
            ("command", "refer"),
            ("form", "f1"),
            ("hidden", '{"case": "7"}'),
            ("one.need", "rad ett\r\nrad två"),
            ("one.q.size", ""),
            ("one.q.size", "10-49"),
            ("many.q.needs", ""),
            ("many.q.needs", "financing"),
            ("many.q.needs", "payment-risk"),
            ("many.q.market", ""),
        ]
    )
    asked = inbound.request_from_form(form, ANNA, ROOM)
    assert asked.name == "refer"
    assert asked.args == {
        "case": "7",
        "need": "rad ett\nrad två",
        "q.size": "10-49",
        "q.needs": ("financing", "payment-risk"),
        "q.market": (),
        "_form": "f1",
    }
    assert asked.key == inbound.request_from_form(form, ANNA, ROOM).key != ""


def test_a_refresh_says_so_and_is_no_event() -> None:
    form = FormData([("command", "refer"), ("form", "f1"), ("_refresh", "1")])
    asked = inbound.request_from_form(form, ANNA, ROOM)
    assert asked.args["_refresh"] == "1"
    assert asked.key == ""


@pytest.mark.parametrize("press", ["", "{", "[]", '{"c": "take"}', '{"a": {}}'])
def test_what_no_button_of_the_page_sends_is_refused(press: str) -> None:
    with pytest.raises(inbound.UnreadableError):
        inbound.request_from_press(
            inbound.pressed_from_form(FormData([("press", press)])), ANNA, ROOM
        )


@pytest.mark.parametrize(
    "fields",
    [
        [("hidden", "{}")],
        [("command", "refer"), ("hidden", "{")],
        [("command", "x"), ("hidden", "[]")],
    ],
)
def test_what_no_form_of_the_page_sends_is_refused(fields: list[tuple[str, str]]) -> None:
    with pytest.raises(inbound.UnreadableError):
        inbound.request_from_form(FormData(fields), ANNA, ROOM)


def test_a_chosen_file_comes_as_its_text_and_no_more_of_it_than_is_read() -> None:
    def given(data: bytes) -> str:
        form = FormData([("command", "import_calendar"), ("form", "f1"),
                         ("one.file", UploadFile(BytesIO(data), filename="a.ics"))])  # fmt: skip
        asked = inbound.request_from_form(run(inbound.with_files(form)), ANNA, ROOM)
        return str(asked.args["file"])

    assert given("BEGIN:VCALENDAR\r\nSUMMARY:Träff".encode()) == "BEGIN:VCALENDAR\nSUMMARY:Träff"
    assert given(b"") == ""
    assert FILE_SIZE < len(given(b"x" * 5_000_000)) < FILE_SIZE + 100
