"""The pages, with and without their script, on a desk that says what it is told to."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.desk.replies import Address, Button, Buttons, Form, Input, Message, Outcome, Picture
from tests.handlers.web.conftest import HALL, TUESDAY, Trial, both, card, line

TAKE = json.dumps({"c": "take", "a": {"case": "7", "revision": "3"}, "n": "n1"})
FORM = Form("f1", "refer", both("Ny hänvisning"), both("Öppna"), (Input("need", both("Behov")),))


def test_the_first_page_offers_everybody_in_both_languages(trial: Trial) -> None:
    page = trial.browser.get("/").text
    assert 'href="/som/anna"' in page
    assert "Vem vill du vara?" in page
    assert "Who do you want to be?" in trial.browser.get("/?sprak=en").text


def test_somebody_new_comes_in_and_is_told_to_the_desk_with_name_and_mail(trial: Trial) -> None:
    answer = trial.browser.post(
        "/ny", data={"name": "Nils Ny", "email": "nils@ekn.se"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/som/nils-ny"
    trial.post("nils-ny", "rad", text="/läget", channel=HALL, key="k")
    caller = trial.desk.last.caller
    assert (caller.user, caller.name, caller.email) == ("nils-ny", "Nils Ny", "nils@ekn.se")


def test_a_nameless_newcomer_is_asked_again_and_keeps_what_they_typed(trial: Trial) -> None:
    answer = trial.browser.post("/ny", data={"name": " ", "email": "nils@ekn.se"})
    assert answer.status_code == 422
    assert 'value="nils@ekn.se"' in answer.text


def test_whom_an_earlier_run_knew_is_sent_to_the_first_page(trial: Trial) -> None:
    for answer in (
        trial.browser.get("/som/borta/direkt", follow_redirects=False),
        trial.post("borta", "rad", text="hej", channel=HALL, key="k"),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_room_that_is_not_there_is_not_found(trial: Trial) -> None:
    assert trial.browser.get("/som/anna/rum/annat").status_code == 404


def test_talk_is_seen_by_all_and_not_asked_of_the_desk(trial: Trial) -> None:
    trial.post("anna", "rad", text="Godmorgon <b>alla</b>", channel=HALL, key="k1")
    assert "Godmorgon &lt;b&gt;alla&lt;/b&gt;" in trial.page("sara")
    assert trial.desk.asked == []


def test_a_line_sent_twice_stands_once(trial: Trial) -> None:
    for _ in range(2):
        trial.post("anna", "rad", text="Godmorgon", channel=HALL, key="k1")
    assert trial.page("sara").count("Godmorgon") == 1


def test_a_slash_is_for_the_bot_alone_and_answered_to_the_writer_alone(trial: Trial) -> None:
    trial.desk.says["läget"] = Outcome(private=(line("Tolv ärenden"),))
    trial.post("anna", "rad", text="/läget", channel=HALL, key="k1")
    assert "Tolv ärenden" in trial.page("anna")
    assert "Bara du ser detta" in trial.page("anna")
    for hidden in ("Tolv ärenden", "/läget"):
        assert hidden not in trial.page("sara").split('id="flow"')[1].split("</ol>")[0]


def test_a_mention_is_said_aloud_and_asked(trial: Trial) -> None:
    trial.post("anna", "rad", text="@Exportlots läget", channel=HALL, key="k1")
    assert trial.desk.last.name == "läget"
    assert trial.desk.last.key == "web:line:k1"
    assert "@Exportlots läget" in trial.page("sara")


def test_what_is_said_aloud_reaches_the_thread_it_was_asked_in(trial: Trial) -> None:
    root = trial.send(card())
    trial.desk.says["läget"] = Outcome(aloud=(line("Till alla"),))
    trial.post(
        "anna",
        "rad",
        text="@Exportlots läget",
        channel=HALL,
        thread=root,
        anchor=f"t:{root}",
        key="k",
    )
    assert trial.desk.last.place.thread == root
    post = trial.hall.timeline.post(root, HALL)
    assert post is not None
    assert [(it.text, it.body) for it in post.lines] == [
        ("@Exportlots läget", ()),
        ("", (line("Till alla"),)),
    ]


def test_a_press_asks_the_desk_at_the_rooms_time_and_wakes_delivery(trial: Trial) -> None:
    root = trial.send(card())
    trial.desk.says["take"] = Outcome(private=(line("Det är ditt"),))
    trial.post("sara", "tryck", press=TAKE, channel=HALL, anchor=f"p:{root}")
    request, now = trial.desk.asked[-1]
    assert (request.name, request.args["revision"]) == ("take", "3")
    assert now - TUESDAY < timedelta(minutes=1)
    assert trial.woken == [True]
    slot = trial.page("sara").split(f'id="slot-p:{root}"')[1]
    assert "Det är ditt" in slot.split("</details>")[0]


def test_a_private_answer_can_be_put_away(trial: Trial) -> None:
    trial.desk.says["take"] = Outcome(private=(line("Det är ditt"),))
    trial.post("sara", "tryck", press=TAKE, channel=HALL)
    (told,) = trial.hall.timeline.whispers("sara", HALL)
    answer = trial.post("sara", "stang", id=told.id, channel=HALL)
    assert {"id": told.id, "gone": True} in answer.json()["do"]
    assert "Det är ditt" not in trial.page("sara")


def test_a_press_that_asks_first_is_not_done_before_yes(trial: Trial) -> None:
    trial.send(
        card(buttons=(Button(both("Töm"), "void", {"case": "7"}, asks=both("Töm ärendet?")),))
    )
    pressed = json.dumps({"c": "void", "a": {"case": "7"}, "n": "n1", "q": "Töm ärendet?"})
    asked = trial.post("anna", "tryck", press=pressed, channel=HALL).json()["dialog"]
    assert "Töm ärendet?" in asked
    assert trial.desk.asked == []
    trial.post("anna", "tryck", press=pressed, channel=HALL, sure="1")
    assert trial.desk.last.name == "void"


def test_a_form_opens_is_sent_and_comes_back_with_its_errors(trial: Trial) -> None:
    trial.desk.says["refer"] = Outcome(form=FORM)
    opened = trial.post("anna", "tryck", press='{"c":"refer","a":{}}', channel=HALL).json()[
        "dialog"
    ]
    assert 'name="one.need"' in opened
    wrong = Form(
        "f2",
        "refer",
        both("Ny"),
        both("Öppna"),
        (Input("need", both("Behov"), error=both("Skriv något")),),
    )
    trial.desk.says["refer"] = Outcome(form=wrong, done=False)
    again = trial.post(
        "anna",
        "formular",
        command="refer",
        form="f1",
        hidden="{}",
        channel=HALL,
        **{"one.need": ""},
    )
    assert "Skriv något" in again.json()["dialog"]
    assert trial.desk.last.args["_form"] == "f1"


def test_without_script_a_form_is_a_page_of_its_own_and_sending_leads_back(trial: Trial) -> None:
    trial.desk.says["refer"] = Outcome(form=FORM)
    page = trial.post("anna", "tryck", live=False, press='{"c":"refer","a":{}}', channel=HALL)
    assert "<!doctype html>" in page.text
    trial.desk.says["refer"] = Outcome(private=(line("Öppnat"),))
    sent = trial.post(
        "anna", "formular", live=False, command="refer", form="f1", hidden="{}", channel=HALL
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"/som/anna/rum/{HALL}")
    assert "Öppnat" in trial.page("anna")


def test_without_script_a_line_in_a_thread_leads_back_to_it_open(trial: Trial) -> None:
    root = trial.send(card())
    sent = trial.post("anna", "rad", live=False, text="Hej", channel=HALL, thread=root, key="k")
    page = trial.browser.get(sent.headers["location"]).text
    assert f'id="thread-{root}" open' in page


def test_in_private_every_line_is_asked_and_the_answer_stays(trial: Trial) -> None:
    trial.desk.says["läget"] = Outcome(
        private=(line("Tolv ärenden"),), aloud=(line("och en till"),)
    )
    trial.post("anna", "rad", text="läget", key="k1")
    assert trial.desk.last.place.channel == ""
    page = trial.page("anna", "direkt")
    assert "Tolv ärenden" in page
    assert "och en till" in page
    assert trial.hall.timeline.unread("anna") == 0
    assert "Tolv ärenden" not in trial.page("sara", "direkt")


def test_private_messages_are_counted_and_looking_counts_them_read(trial: Trial) -> None:
    trial.send(line("Bara till Sara"), to=Address("web", "try", user="sara"))
    assert "1 oläst" in trial.page("sara")
    assert "Bara till Sara" not in trial.page("sara")
    assert "Bara till Sara" in trial.page("sara", "direkt")
    assert "1 oläst" not in trial.page("sara")


def test_what_fails_unforeseen_is_said_privately_with_a_reference(trial: Trial) -> None:
    trial.desk.says["take"] = RuntimeError("inside")
    answer = trial.post("sara", "tryck", press=TAKE, channel=HALL)
    assert answer.status_code == 200
    page = trial.page("sara")
    assert "inget har ändrats" in page
    assert "inside" not in page


@pytest.mark.parametrize("action", ["tryck", "formular"])
def test_what_the_page_did_not_make_is_a_bad_request(trial: Trial, action: str) -> None:
    assert trial.post("anna", action, press="{", channel=HALL).status_code == 400
    assert trial.desk.asked == []


def test_the_clock_moves_and_lets_due_things_happen(trial: Trial) -> None:
    trial.post("anna", "klocka", step="week")
    assert trial.clock.now() >= TUESDAY + timedelta(weeks=1)
    assert len(trial.moved) == 1
    trial.post("anna", "klocka", at="2026-12-24T08:00")
    assert trial.clock.now().isoformat().startswith("2026-12-24T07:00")


@pytest.mark.parametrize("at", ["2020-01-01T08:00", "", "snart"])
def test_a_time_that_has_passed_or_is_none_moves_nothing_and_is_explained(
    trial: Trial, at: str
) -> None:
    assert "går bara framåt" in trial.post("anna", "klocka", at=at).json()["trouble"]
    assert trial.moved == []
    shown = trial.post("anna", "klocka", live=False, at=at)
    assert "går bara framåt" in trial.browser.get(shown.headers["location"]).text


def test_a_private_message_that_comes_due_does_not_land_in_the_open_room(trial: Trial) -> None:
    async def due() -> None:
        await trial.outbound.send(
            Address("web", "try", user="anna"), Message((line("Bara till Anna"),), "sv", "d1")
        )

    trial.hall.on_moved = due
    answer = trial.post("anna", "klocka", step="week", channel=HALL)
    assert "Bara till Anna" not in answer.text
    assert trial.hall.timeline.unread("anna") == 1
    shown = trial.post("anna", "klocka", live=False, step="week", channel=HALL)
    assert shown.headers["location"] == f"/som/anna/rum/{HALL}"


def test_each_reader_has_the_room_in_the_language_they_chose(trial: Trial) -> None:
    assert "Direct messages" in trial.page("leila")
    assert "Direktmeddelanden" in trial.page("anna")
    trial.post("anna", "sprak", lang="en", back=HALL)
    page = trial.page("anna")
    assert '<html lang="en">' in page
    assert "Direct messages" in page
    trial.post("anna", "rad", text="/läget", channel=HALL, key="k")
    assert trial.desk.last.caller.lang == "en"


def test_new_referral_is_a_button_of_the_desks_own_command(trial: Trial) -> None:
    assert "&#34;c&#34;:&#34;refer&#34;" in trial.page("anna")


def test_ten_thousand_characters_are_kept_and_folded(trial: Trial) -> None:
    trial.post("anna", "rad", text="ö" * 10_000, channel=HALL, key="k")
    page = trial.page("sara")
    assert "ö" * 10_000 in page
    assert "Visa hela texten" in page


def test_buttons_below_what_was_said_answer_where_they_stand(trial: Trial) -> None:
    trial.send(
        line("Påminnelse"),
        Buttons((Button(both("Ja"), "contact"),)),
        to=Address("web", "try", user="sara"),
    )
    page = trial.page("sara", "direkt")
    form = page.split('class="buttons"')[1].split("</form>")[0]
    assert 'name="channel" value=""' in form


def test_a_file_is_sent_with_its_form_and_asked_of_the_desk_as_text(trial: Trial) -> None:
    answer = trial.browser.post(
        "/som/anna/formular",
        data={"command": "import_calendar", "form": "f1", "hidden": "{}", "channel": HALL},
        files={"one.file": ("träffar.ics", "BEGIN:VCALENDAR\r\nX:å".encode(), "text/calendar")},
        headers={"X-Room": "live"},
    )
    assert answer.status_code == 200
    assert trial.desk.last.args["file"] == "BEGIN:VCALENDAR\nX:å"
    assert trial.desk.last.args["_form"] == "f1"


def test_a_picture_in_the_page_is_one_the_browser_may_show(trial: Trial) -> None:
    png = "iVBORw0KGgo="
    trial.send(Picture(png, both("Almi har sju ärenden"), "bild.png"))
    page = trial.browser.get(f"/som/anna/rum/{HALL}")
    assert f'src="data:image/png;base64,{png}" alt="Almi har sju ärenden"' in page.text
    assert "img-src 'self' data:" in page.headers["content-security-policy"]
