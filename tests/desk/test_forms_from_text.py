"""The form of a referral, opened with words: filled in with what they say, and marked so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.centre.reading import Reading
from bot.desk.proposals import LONGEST, Proposals, Read, unpacked
from bot.desk.replies import Form, Outcome, Value
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.reading import found, likely, reader, reading

TEXT = "Kinna Kakel, 80 pers, vill veta hur de vågar ge brasilianarna 60 dagar. Ring Ulla Ask."
READ = Reading(
    TEXT,
    (
        found("municipality", "Mark", "Kinna", TEXT, 0.9),
        found("size", "50-249", "80 pers", TEXT),
        found("market", "BR", "brasilianarna", TEXT, 0.6),
        found("fair_kind", "matchmaking", "Ring", TEXT),
    ),
    (likely("payment-risk", "hur de vågar ge brasilianarna 60 dagar"),),
    company="Kinna Kakel",
    number="556016-0680",
    contact=(("name", "Ulla Ask"), ("phone", "070-000 00 01")),
    enquiry=0.9,
)
OTHER = "Kinna Kakel, 8 pers, vill veta hur de vågar ge brasilianarna 60 dagar. Ring Ulla Ask."
READ_OTHER = Reading(
    OTHER,
    (found("size", "2-9", "8 pers", OTHER), found("municipality", "Mark", "Kinna", OTHER)),
    READ.needs,
    company="Kinna Kakel",
    enquiry=0.9,
)


def form_of(outcome: Outcome) -> Form:
    assert outcome.form is not None, said(outcome)
    return outcome.form


def values(form: Form) -> dict[str, Value]:
    return {asked.name: asked.value for asked in form.inputs}


def hint(form: Form, name: str) -> str:
    asked = next(one for one in form.inputs if one.name == name)
    return say(asked.hint, "sv") if asked.hint is not None else ""


def again(room: CentreAtWork, form: Form, typed: Mapping[str, Value], **more: Any) -> Form:
    """The form as a platform draws it anew after somebody typed in it."""
    args = {**form.hidden, **values(form), **typed, "_form": form.id, "_refresh": "1", **more}
    return form_of(room.give("sara", form.command, args))


def sent(room: CentreAtWork, form: Form, typed: Mapping[str, Value]) -> Outcome:
    args = {**form.hidden, **values(form), "consent": "yes", **typed, "_form": form.id}
    return room.give("sara", form.command, args)


def opened(room: CentreAtWork, text: str = TEXT) -> Form:
    return form_of(room.ask_form("sara", "refer", need=text))


def test_what_stands_in_the_text_is_filled_in_and_marked(room: CentreAtWork) -> None:
    with reading(READ):
        form = opened(room)
    filled = values(form)
    assert filled["q.municipality"] == "Mark"
    assert filled["q.size"] == "50-249"
    assert filled["q.market"] == ("BR",)
    assert filled["q.needs"] == ("payment-risk",)
    assert filled["company"] == "Kinna Kakel"
    assert filled["number"] == "556016-0680"
    assert filled["contact_name"] == "Ulla Ask"
    assert filled["contact_phone"] == "070-000 00 01"
    assert hint(form, "q.size") == "Läst ur texten: ”80 pers”."
    assert hint(form, "q.market").startswith("Läst ur texten, men jag är osäker: ”brasilianarna”.")
    assert hint(form, "contact_name") == (
        "Läst ur texten. Syns bara för dig och för den som tar ärendet."
    )
    assert "Ändra det som inte stämmer." in said(Outcome(form=form))


def test_consent_is_never_read(room: CentreAtWork) -> None:
    text = "Företaget har sagt ja, och bolaget finns i Borås."
    read = Reading(text, (found("consent", "yes", "ja", text),), enquiry=0.9)
    with reading(read):
        form = opened(room, text)
    assert values(form)["consent"] == ""


def test_a_question_that_is_not_asked_is_not_answered_unseen(room: CentreAtWork) -> None:
    with reading(READ):
        form = opened(room)
        assert "q.fair_kind" not in values(form)
        assert not sent(room, form, {}).form
    assert "fair_kind" not in room.case(1).answers


def test_a_form_without_words_proposes_nothing(room: CentreAtWork) -> None:
    with reading(READ) as read:
        form = form_of(room.ask_form("sara", "refer"))
    assert set(values(form).values()) <= {"", (), "suggested"}
    assert "Läst" not in " ".join(hint(form, name) for name in values(form))
    assert read in ([], [""])


def test_what_the_writer_changes_is_theirs(room: CentreAtWork) -> None:
    with reading(READ):
        form = opened(room)
        form = again(room, form, {"q.size": "10-49", "company": "Kinna Kakel AB"})
        assert values(form)["q.size"] == "10-49"
        assert values(form)["company"] == "Kinna Kakel AB"
        assert "Läst" not in hint(form, "q.size")
        assert hint(form, "q.municipality").startswith("Läst ur texten: ”Kinna”.")


def test_an_emptied_field_stays_empty(room: CentreAtWork) -> None:
    with reading(READ):
        form = opened(room)
        emptied: dict[str, Value] = {"q.municipality": "", "q.market": (), "number": ""}
        form = again(room, again(room, form, emptied), {"q.urgency": "2w"})
        assert {values(form)[name] or "" for name in emptied} == {""}
        outcome = sent(room, form, {})
    assert outcome.form is None
    assert "municipality" not in room.case(1).answers
    assert "market" not in room.case(1).answers


def test_the_text_is_read_once_however_often_the_form_is_drawn(room: CentreAtWork) -> None:
    with reading(READ) as read:
        form = opened(room)
        for urgency in ("2w", "48h", "quarter"):
            form = again(room, form, {"q.urgency": urgency})
        sent(room, form, {})
    assert read.count(TEXT) == 1


def test_a_changed_text_is_read_again_and_follows_what_was_not_touched(room: CentreAtWork) -> None:
    with reading(READ, READ_OTHER):
        form = again(room, opened(room), {"q.municipality": "Borås"})
        form = again(room, form, {"need": OTHER})
    assert values(form)["q.size"] == "2-9"
    assert hint(form, "q.size") == "Läst ur texten: ”8 pers”."
    assert values(form)["q.municipality"] == "Borås"
    assert values(form)["contact_name"] == "Ulla Ask"


def test_a_question_that_comes_up_later_is_filled_in_then(room: CentreAtWork) -> None:
    text = (
        "De vill ha utbildning, men frågar mest om hur de får betalt. Varorna är redan levererade."
    )
    read = Reading(
        text,
        (found("deal", "delivered-unpaid", "redan levererade", text),),
        (likely("training", "De vill ha utbildning"),),
    )
    with reading(read):
        form = opened(room, text)
        assert "q.deal" not in values(form)
        form = again(room, form, {"q.needs": ("payment-risk",)})
    assert values(form)["q.deal"] == "delivered-unpaid"


def test_the_first_need_goes_when_it_is_no_longer_among_them(room: CentreAtWork) -> None:
    text = "Först tullpapper, sedan hur de får betalt."
    read = Reading(
        text, (), (likely("export-docs", "tullpapper"), likely("payment-risk", "betalt"))
    )
    with reading(read):
        form = opened(room, text)
        assert values(form)["q.first_need"] == "export-docs"
        form = again(room, form, {"q.needs": ("payment-risk", "training")})
    assert values(form)["q.first_need"] == ""


def test_a_text_typed_in_the_form_is_shown_as_read_before_a_case_comes_of_it(
    room: CentreAtWork,
) -> None:
    with reading(READ):
        form = form_of(room.ask_form("sara", "refer"))
        outcome = sent(room, form, {"need": TEXT})
        assert not outcome.done
        shown = form_of(outcome)
        assert "Titta igenom och skicka en gång till." in said(outcome)
        assert values(shown)["q.needs"] == ("payment-risk",)
        assert values(shown)["consent"] == "yes"
        done = sent(room, shown, {})
    assert done.form is None
    assert room.case(1).answers["size"] == "50-249"


def test_whoever_empties_what_was_read_is_not_asked_again(room: CentreAtWork) -> None:
    with reading(READ):
        form = form_of(sent(room, form_of(room.ask_form("sara", "refer")), {"need": TEXT}))
        emptied: dict[str, Value] = {name: "" for name in values(form) if name.startswith("q.")}
        done = sent(room, form, emptied)
    assert done.form is None
    assert "needs" not in room.case(1).answers


def test_two_that_are_near_are_both_shown_with_the_one_question(room: CentreAtWork) -> None:
    text = "De vill in i Tyskland och har ingen där."
    read = Reading(
        text, (found("market", "DE", "Tyskland", text),), (likely("partner-search", text),)
    )
    with reading(read):
        form = opened(room, text)
    offered = next(asked for asked in form.inputs if asked.name == "offer_to")
    assert len(offered.options) >= 3
    assert offered.value == "choose"
    assert "Svaret på den här frågan avgör:" in hint(form, "offer_to")


def test_two_likely_needs_are_near_though_the_form_asks_of_one(room: CentreAtWork) -> None:
    text = "De vill ha en agent i Tyskland, och undrar vad CE-märket kräver."
    needs = (likely("sales-channel", text, 0.54), likely("regulations", text, 0.3))
    read = Reading(text, (found("market", "DE", "Tyskland", text),), needs)
    with reading(read):
        form = opened(room, text)
        assert values(form)["q.needs"] == ("sales-channel",)
        offered = next(asked for asked in form.inputs if asked.name == "offer_to")
        shown = {option.value for option in offered.options}
        assert {"business-sweden", "een", "choose"} == shown
        form = again(room, form, {"q.needs": ("sales-channel",), "q.size": "10-49"})
        assert "Svaret på den här frågan avgör:" in hint(form, "offer_to")
        form = again(room, form, {"q.needs": ("regulations",)})
    offered = next(asked for asked in form.inputs if asked.name == "offer_to")
    assert offered.value == "suggested"


def test_what_belongs_elsewhere_is_shown_to_be_corrected(room: CentreAtWork) -> None:
    text = "De behöver exporttillstånd för sin sikteslinjal, var vänder de sig?"
    read = Reading(
        text, (found("concerns", "licence", "exporttillstånd", text),), (likely("fairs", text),)
    )
    with reading(read):
        form = opened(room, text)
        assert values(form)["q.concerns"] == ("licence",)
        assert "ISP" in hint(form, "offer_to")
        form = again(room, form, {"q.concerns": ()})
    assert "ISP" not in hint(form, "offer_to")


def test_an_interrupted_form_comes_back_with_what_was_read(room: CentreAtWork) -> None:
    with reading(READ):
        again(room, opened(room), {"q.size": "10-49"})
        form = form_of(room.ask_form("sara", "refer"))
    assert values(form)["q.size"] == "10-49"
    assert values(form)["q.municipality"] == "Mark"
    assert hint(form, "q.municipality").startswith("Läst ur texten: ”Kinna”.")


@pytest.mark.parametrize("answers", [0, 3, 40])
def test_what_goes_hidden_with_a_form_fits_the_smallest_platform(answers: int) -> None:
    words = "en mening som är så lång att den måste kortas för att alla ska få plats " * 3
    made = {
        f"q.question-{n}": Read(("code-one", "code-two"), (words, words)) for n in range(answers)
    }
    packed = Proposals("0a0b0c0d", made).packed()
    assert len(packed) <= LONGEST
    kept = unpacked(packed)
    assert kept.mark == "0a0b0c0d"
    if answers < 40:
        assert {name: read.codes for name, read in kept.made.items()} == {
            name: read.codes for name, read in made.items()
        }


@pytest.mark.parametrize(
    "kept", ["", "\n\n", "x\ty\tz", "m\nq.size", "m\n\t\t\t", "m\nq.x\t1\t2\t3\t4"]
)
def test_a_forged_form_brings_nothing_that_breaks(room: CentreAtWork, kept: str) -> None:
    with reading(READ):
        form = opened(room)
        outcome = sent(room, form, {"read": kept})
    assert outcome.form is None


class Faulty:
    def read(self, text: str) -> Reading:
        raise ValueError("the reader's own fault")


def test_a_reader_at_fault_stops_no_case(room: CentreAtWork) -> None:
    with reader(Faulty()), capture_logs() as logs:
        form = opened(room)
        assert values(form)["need"] == TEXT
        assert not sent(room, form, {}).form
    assert {entry["event"] for entry in logs if entry["log_level"] == "error"} == {"not read"}
    assert TEXT not in str(logs)


def test_a_form_that_is_filled_in_by_hand_is_not_read_again_when_it_is_sent(
    room: CentreAtWork,
) -> None:
    with reading(READ) as read:
        room.open(need=TEXT)
    assert read == []


@pytest.mark.parametrize(
    ("scope", "where"),
    [("licence", "ISP"), ("not-export", "verksamt.se"), ("other-county", "egna länet")],
)
def test_what_seems_not_to_belong_here_is_told_where_and_decided_by_the_poster(
    room: CentreAtWork, scope: str, where: str
) -> None:
    text = "Ett bolag som vi har pratat med undrar en hel del om olika saker."
    read = Reading(text, (), (likely("training", text),), enquiry=0.9, scope=scope)
    with reading(read):
        form = opened(room, text)
        assert "Det kan höra hemma någon annanstans:" in said(Outcome(form=form))
        assert where in said(Outcome(form=form))
        assert not sent(room, form, {}).form
    assert "concerns" not in room.case(1).answers


def test_a_few_words_are_not_said_to_belong_elsewhere(room: CentreAtWork) -> None:
    text = "Tullen till Norge"
    read = Reading(text, (), (likely("export-docs", text),), scope="not-company")
    with reading(read):
        assert "någon annanstans" not in said(Outcome(form=opened(room, text)))
