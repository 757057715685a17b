"""Pictures and files in Slack: shown once, given to one person, read from forms; or told in words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from types import SimpleNamespace

import pytest

from bot.desk.due import tick
from bot.desk.replies import (
    FILE_SIZE,
    Address,
    File,
    Form,
    Input,
    Later,
    Line,
    Message,
    Outcome,
    Picture,
    Request,
    Sent,
)
from bot.desk.work import Desk
from bot.handlers.slack import files, manifest
from bot.texts import Label
from tests.desk.weeks import hundreds
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.state import BOT_USER, TEAM, Json
from tests.handlers.chart import chart
from tests.handlers.slack.conftest import Make
from tests.handlers.slack.scene import CHANNEL, Scene, until

ROOM = Address("slack", TEAM, CHANNEL)
SARA = Address("slack", TEAM, user="U0SARA")
WORDS = "Almi 12 ärenden, EKN 7, SEK 1"
EVIL = "<!channel> *Almi* <https://ex.se|12>"
REPORT = File("rapport 2026.xlsx", "application/x", b64encode(b"PK" * 500).decode(), "Rapporten")


def both(text: str) -> Label:
    return Label(text, text)


def digest(words: str = WORDS, key: str = "digest:2026-W47:room:1") -> Message:
    return Message((Line(both("Veckan som gick")), Picture(chart(), words, "v47.png")), "sv", key)


def posts(scene: Scene) -> list[Json]:
    return [m for m in scene.slack.messages(CHANNEL) if m["user"] == BOT_USER]


def send(scene: Scene, message: Message, to: Address = ROOM) -> object:
    return scene.on_loop(scene.front.outbound.send(to, message))


def pictures(message: Json) -> list[Json]:
    return [block for block in message["blocks"] if block["type"] == "image"]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    """Slack looks pictures through sooner, and everybody is patient with a busy computer."""
    monkeypatch.setattr(files, "LOOKS", (0.0, 0.05, 0.1, 0.2, 0.4))
    monkeypatch.setattr(files, "READING", 20.0)
    slack.patience = 20.0


# -- pictures


def test_a_picture_is_in_the_message_with_its_words(scene: Scene) -> None:
    assert isinstance(send(scene, digest(EVIL)), Sent)
    [message] = posts(scene)
    [shown] = pictures(message)
    assert shown["alt_text"] == EVIL
    kept = scene.slack.state.files[shown["slack_file"]["id"]]
    assert kept.data == files.image(Picture(chart(), "", ""))
    assert kept.channels == set(), "nobody sees the file by itself"


def test_a_picture_that_slack_is_not_done_with_is_waited_for(scene: Scene) -> None:
    scene.slack.scan_seconds = 0.3
    assert isinstance(send(scene, digest()), Sent)
    assert pictures(posts(scene)[0])


def test_an_unclear_upload_is_made_again_and_nothing_stands_twice(scene: Scene) -> None:
    scene.slack.plan("upload", drop="after")
    scene.slack.plan("chat.postMessage", drop="after")
    assert not isinstance(send(scene, digest()), Sent)
    [message] = posts(scene)
    assert pictures(message)
    assert scene.on_loop(scene.front.outbound.find(ROOM, digest().key)) == message["ts"]


def test_the_same_picture_is_uploaded_once_for_all_rooms_and_tries(scene: Scene) -> None:
    for number in range(3):
        assert isinstance(send(scene, digest(key=f"digest:room:{number}")), Sent)
    assert len(scene.slack.called("upload")) == 1
    assert len({pictures(message)[0]["slack_file"]["id"] for message in posts(scene)}) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda slack: slack.scopes.discard("files:write"),
        lambda slack: setattr(slack, "file_uploads", "file_uploads_disabled"),
        lambda slack: setattr(slack, "takes_pictures", False),
        lambda slack: slack.plan("upload", status=500, times=2),
        lambda slack: slack.plan("upload", drop="before", times=2),
        lambda slack: slack.plan("files.getUploadURLExternal", error="fatal_error", times=2),
        lambda slack: slack.plan("files.completeUploadExternal", drop="before"),
    ],
    ids=["no right", "switched off", "no such block", "500", "no host", "error", "unclear"],
)
def test_where_no_picture_can_be_shown_its_words_are(
    scene: Scene, spoil: Callable[[object], object]
) -> None:
    spoil(scene.slack)
    assert isinstance(send(scene, digest()), Sent)
    [message] = posts(scene)
    assert not pictures(message)
    assert WORDS in scene.read(message)
    assert "Veckan som gick" in scene.read(message)


def test_health_says_from_the_start_which_right_is_missing_and_nothing_stops(
    make_scene: Make,
) -> None:
    scene = make_scene(start=False)
    scene.slack.scopes -= {"files:write", "files:read"}
    scene.start()
    scene.ready()
    found = scene.health()
    assert found["status"] == "ok"
    assert found["platforms"]["slack"] == "files_missing_scope: files:read, files:write"
    assert isinstance(send(scene, digest()), Sent)
    assert scene.front.outbound.trouble == ""


def test_health_says_that_the_workspace_takes_no_files_and_forgets_it_when_it_does(
    scene: Scene,
) -> None:
    scene.slack.file_uploads = "file_uploads_disabled"
    send(scene, digest())
    assert scene.health()["platforms"]["slack"] == "files_file_uploads_disabled"
    scene.slack.file_uploads = ""
    send(scene, digest(key="k2"))
    assert scene.health()["platforms"]["slack"] == "ok"


def test_slack_asking_to_wait_with_a_picture_delays_the_whole(scene: Scene) -> None:
    scene.slack.plan(
        "files.getUploadURLExternal", error="ratelimited", status=429, headers={"Retry-After": "9"}
    )
    assert send(scene, digest()) == Later(9.0)
    assert posts(scene) == []


# -- the digest itself


def weeks_letter(scene: Scene) -> Json:
    """The room's digest of a week with many cases, as it has arrived."""
    tick(scene.desk, scene.clock())
    members = list(scene.members().values())
    people = cycle(members)
    week = SimpleNamespace(desk=scene.desk, member=lambda user: next(people), now=scene.clock())
    hundreds(week, 60)  # type: ignore[arg-type]
    scene.move(days=7, hours=2)
    [letter] = [said for said in posts(scene) if "Veckobrev" in scene.read(said)]
    return letter


def test_the_weeks_digest_comes_with_its_picture_in_one_message(scene: Scene) -> None:
    [shown] = pictures(weeks_letter(scene))
    assert "Nya ärenden" in shown["alt_text"]
    assert len(scene.slack.called("upload")) == 1


def test_without_the_right_the_digest_comes_with_the_pictures_words(scene: Scene) -> None:
    scene.slack.scopes.discard("files:write")
    letter = weeks_letter(scene)
    assert pictures(letter) == []
    assert "Nya ärenden" in scene.read(letter)
    assert scene.health()["platforms"]["slack"] == "files_missing_scope: files:write"


# -- files for one person


def answering(scene: Scene, outcome: Outcome) -> list[Request]:
    """Let the desk answer everything so; gives what it is asked."""
    asked: list[Request] = []

    def dispatch(desk: Desk, request: Request, now: datetime) -> Outcome:
        asked.append(request)
        return outcome

    scene.front.installation.dispatch = dispatch
    return asked


def given(scene: Scene) -> list[str]:
    inbox = scene.slack.messages(scene.slack.state.im_with("U0SARA").id)
    return [file["name"] for message in inbox for file in message.get("files") or []]


@pytest.mark.parametrize("way", ["command", "mention", "direct"])
def test_a_file_is_given_in_private_however_it_was_asked_for(scene: Scene, way: str) -> None:
    answering(scene, Outcome(private=(Line(both("Här är den.")), REPORT)))
    if way == "command":
        scene.sara.slash("/exportlots", "rapport 2026")
    elif way == "mention":
        scene.sara.mention("rapport 2026")
    else:
        scene.sara.direct("rapport 2026")
    scene.settle()
    assert given(scene) == ["rapport 2026.xlsx"]
    said = scene.inbox(scene.sara) if way == "direct" else scene.whispers(scene.sara)
    assert any("Filen ”Rapporten” finns i vårt enskilda samtal." in text for text in said)
    assert not any(message.get("files") for message in scene.slack.messages(CHANNEL))


def test_a_file_asked_for_on_ones_own_page_is_given_too(scene: Scene) -> None:
    scene.sara.open_home()
    scene.settle()
    answering(scene, Outcome(private=(REPORT,)))
    home = until(lambda: scene.sara.home, "a page")
    scene.sara.press(home, scene.slack.buttons_of(home)[0])
    scene.settle()
    assert given(scene) == ["rapport 2026.xlsx"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [("missing", "får jag inte skicka här"), ("upload", "gick inte att skicka just nu")],
)
def test_a_file_that_cannot_be_given_is_said(scene: Scene, fault: str, said: str) -> None:
    if fault == "missing":
        scene.slack.scopes.discard("files:write")
    else:
        scene.slack.plan("upload", status=500, times=2)
    answering(scene, Outcome(private=(REPORT,)))
    scene.sara.slash("/exportlots", "rapport 2026")
    assert said in scene.whisper(scene.sara)
    assert given(scene) == []


def test_a_private_message_gives_its_file_once_also_when_it_is_sent_again(scene: Scene) -> None:
    message = Message((Line(both("Underlaget")), REPORT), "sv", "pack:7")
    scene.slack.plan("chat.postMessage", drop="before")
    assert not isinstance(send(scene, message, SARA), Sent)
    assert isinstance(send(scene, message, SARA), Sent)
    assert given(scene) == ["rapport 2026.xlsx"]


def test_with_exactly_the_manifests_rights_pictures_and_files_go(make_scene: Make) -> None:
    scene = make_scene(start=False)
    scene.slack.scopes = set(manifest.scopes(manifest.content()))
    scene.start()
    scene.ready()
    assert isinstance(send(scene, digest()), Sent)
    assert pictures(posts(scene)[0])
    assert isinstance(send(scene, Message((REPORT,), "sv", "k"), SARA), Sent)
    assert given(scene) == ["rapport 2026.xlsx"]
    assert scene.front.outbound.files.lacks == ""


def test_no_file_is_in_what_is_logged(scene: Scene) -> None:
    answering(scene, Outcome(private=(REPORT,)))
    scene.sara.slash("/exportlots", "rapport 2026")
    scene.settle()
    assert REPORT.content not in repr(scene.logs)


# -- files in forms

FORM = Form(
    "f1",
    "import_calendar",
    both("Läs in träffar"),
    both("Läs in"),
    (Input("file", both("Kalendern"), "file", required=True, hint=both("En .ics-fil")),),
)
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Träff\r\nEND:VCALENDAR\r\n".encode()


def opened(scene: Scene) -> list[Request]:
    asked = answering(scene, Outcome(form=FORM))
    scene.sara.slash("/hanvisa", "")
    scene.view(scene.sara)
    return asked


def test_a_file_chosen_in_a_form_comes_as_its_text(scene: Scene) -> None:
    opened(scene)
    asked = answering(scene, Outcome(private=(Line(both("Inläst.")),)))
    scene.sara.submit({"Kalendern": ("träffar.ics", CALENDAR)})
    assert asked[-1].name == "import_calendar"
    assert asked[-1].args["file"] == CALENDAR.decode().replace("\r\n", "\n")
    assert "Inläst." in scene.whisper(scene.sara)


def test_a_file_that_is_too_large_is_told_so_by_the_command(scene: Scene) -> None:
    opened(scene)
    asked = answering(scene, Outcome())
    scene.sara.submit({"Kalendern": ("stor.ics", b"x" * 2_000_000)})
    text = asked[-1].args["file"]
    assert isinstance(text, str)
    assert FILE_SIZE < len(text) < FILE_SIZE + 100


@pytest.mark.parametrize("fault", [{"status": 500, "body": "no"}, {"drop": "before", "times": 3}])
def test_a_file_that_cannot_be_fetched_is_said_at_its_field_and_the_form_stays(
    scene: Scene, fault: dict[str, object]
) -> None:
    asked = opened(scene)
    before = len(asked)
    scene.slack.plan("download", **fault)  # type: ignore[arg-type]
    scene.sara.submit({"Kalendern": ("träffar.ics", CALENDAR)})
    assert scene.sara.error_at("Kalendern") == "Filen gick inte att hämta. Försök igen om en stund."
    assert len(asked) == before
    scene.sara.submit()
    assert len(asked) == before + 1


def test_our_token_goes_to_no_address_but_slacks(scene: Scene) -> None:
    asked = opened(scene)
    before = len(asked)
    with scene.slack.state.lock:
        view = scene.sara.current(None)
    scene.sara.fill(None, "Kalendern", ("träffar.ics", CALENDAR))
    chosen = view["state"]["values"]["file"]["file"]["files"][0]
    chosen["url_private_download"] = "http://127.0.0.1:9/steal"
    scene.sara.submit()
    assert scene.sara.error_at("Kalendern")
    assert len(asked) == before


def test_a_form_opens_also_where_no_file_may_be_read_and_says_so(make_scene: Make) -> None:
    scene = make_scene(start=False)
    scene.slack.scopes -= {"files:read"}
    scene.start()
    scene.ready()
    opened(scene)
    assert "Kalendern: här får jag inte läsa filer" in scene.sara.read()


REAL = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//SV
BEGIN:VEVENT
UID:boost-1@example.se
DTSTAMP:20261101T080000Z
DTSTART;TZID=Europe/Stockholm:20261208T090000
DTEND;TZID=Europe/Stockholm:20261208T120000
SUMMARY:Export boost i Mark
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


def test_a_calendar_is_read_in_from_slacks_own_field(scene: Scene) -> None:
    scene.sara.slash("/exportlots", "kalender")
    scene.view(scene.sara)
    label = next(iter(scene.sara.fields()))
    scene.sara.submit({label: ("träffar.ics", REAL)})
    assert "Export boost i Mark" in scene.whisper(scene.sara)


def test_a_file_that_is_no_calendar_is_told_at_its_field(scene: Scene) -> None:
    scene.sara.slash("/exportlots", "kalender")
    scene.view(scene.sara)
    label = next(iter(scene.sara.fields()))
    scene.sara.submit({label: ("fel.ics", b"hej")})
    assert "ingen kalenderfil" in str(scene.sara.error_at(label))


def test_a_private_answer_shows_its_picture_to_one(scene: Scene) -> None:
    answering(scene, Outcome(private=digest().body))
    scene.sara.slash("/exportlots", "veckobrev")
    assert WORDS in scene.whisper(scene.sara)
    [message] = scene.sara.private(CHANNEL)
    assert pictures(message)
