"""Meetings: added, changed, copied, cancelled, and the list of those ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlmodel import select

from bot.desk.outgoing import posting_message
from bot.desk.replies import Button, Card, Outcome, Table, Value
from bot.storage import calendar
from bot.storage.tables import Meeting, Posting, Room
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said, words
from tests.desk.cast import newcomer, pressable

BOOST: dict[str, Value | int] = {
    "title": "Export boost i Borås",
    "kind": "export-boost",
    "when": "2026-12-15 9-12",
    "place": "Textile Fashion Center",
    "sub_region": "sjuharad",
    "needs": ("payment-risk",),
    "markets": ("NO",),
    "agenda": "9.00 Fika\n9.30 Företagen berättar",
    "duties": "Fika: Sara\nModerator: Maria",
    "remind": ("14", "3", "eve"),
    "drawn": "yes",
}


def meetings(room: CentreAtWork) -> list[Meeting]:
    with room.desk.store.read() as session:
        found = list(session.exec(select(Meeting).order_by("id")))
        session.expunge_all()
    return found


def newest(room: CentreAtWork) -> Meeting:
    return meetings(room)[-1]


def add(room: CentreAtWork, user: str = "sara", **args: Value | int) -> Meeting:
    outcome = room.do(user, "meeting", **{**BOOST, **args})
    assert outcome.done and outcome.form is None, said(outcome)
    return newest(room)


def card_in_room(room: CentreAtWork, meeting: Meeting) -> Card:
    with room.desk.store.read() as session:
        posting = session.exec(select(Posting).where(Posting.meeting_id == meeting.id)).one()
        card = posting_message(room.desk, session, posting, room.now).body[0]
    assert isinstance(card, Card)
    return card


def shown(room: CentreAtWork, user: str, meeting: Meeting) -> Card:
    card = room.do(user, "show_meeting", meeting=meeting.id or 0).private[0]
    assert isinstance(card, Card)
    return card


def coming(room: CentreAtWork, meeting: Meeting) -> list[str]:
    with room.desk.store.read() as session:
        return [member.name for member in calendar.coming(session, meeting.id or 0)]


def button(thing: Outcome | Card, command: str, **args: str) -> Button:
    found = [b for b in pressable(thing) if b.command == command and args.items() <= b.args.items()]
    assert found, [(b.command, b.args) for b in pressable(thing)]
    return found[0]


def spoken(card: Card, lang: str = "sv") -> str:
    return "\n".join(words(card, "en" if lang == "en" else "sv"))


# --- added


def test_a_meeting_is_added_and_stands_on_a_card_in_every_room(room):
    with room.desk.store.write() as session:
        session.add(Room(platform="slack", workspace="T1", channel="C1", name="export"))
    outcome = room.do("sara", "meeting", **BOOST)
    assert outcome.done and "tisdag 15 december kl.\u00a009.00–12.00" in said(outcome)
    meeting = newest(room)
    assert (meeting.day, meeting.starts, meeting.ends) == (date(2026, 12, 15), time(9), time(12))
    assert meeting.zone == "Europe/Stockholm" and meeting.owner_id == room.member("sara").id
    assert meeting.remind == [14, 3] and meeting.remind_eve
    assert meeting.duties == ["Fika: Sara", "Moderator: Maria"]
    with room.desk.store.read() as session:
        assert len(calendar.postings(session, meeting.id)) == 2
        for posting in calendar.postings(session, meeting.id):
            assert posting.behind and posting.wanted == meeting.revision
            assert posting_message(room.desk, session, posting, room.now).body


def test_the_card_says_what_when_where_who_does_what_and_the_theme(room):
    meeting = add(room)
    text = spoken(card_in_room(room, meeting))
    for part in (
        "Export boost i Borås",
        "tisdag 15 december",
        "Textile Fashion Center",
        "Boråsregionen Sjuhärad",
        "Norge",
        "Moderator: Maria",
        "9.30 Företagen berättar",
        "Sara Lind",
        "Jag kommer",
    ):
        assert part in text, part
    assert "Tuesday" in spoken(card_in_room(room, meeting), "en")


def test_the_same_form_sent_twice_is_one_meeting(room):
    args = {**BOOST, "_form": "one-form"}
    first, second = room.do("sara", "meeting", **args), room.do("sara", "meeting", **args)
    assert said(first) == said(second)
    assert len(meetings(room)) == 1


def test_the_form_opens_with_the_centres_own_reminders_and_oneself_as_owner(room):
    form = room.ask_form("sara", "meeting", title="Borås i december").form
    values = {item.name: item.value for item in form.inputs}
    assert values["title"] == "Borås i december"
    assert values["remind"] == ("14", "3", "eve")
    assert values["owner"] == str(room.member("sara").id)
    assert values["kind"] == "export-boost"


def test_everything_wrong_in_the_form_is_told_at_once_and_nothing_is_lost(room):
    wrong = {
        "title": " ",
        "link": "javascript:alert(1)",
        "kind": "party",
        "when": "nån gång",
        "agenda": "x" * 3001,
        "duties": "\n".join(str(n) for n in range(30)),
    }
    outcome = room.do("sara", "meeting", **{**BOOST, **wrong})
    assert not outcome.done and outcome.form is not None
    faults = {item.name for item in outcome.form.inputs if item.error}
    assert faults == set(wrong)
    values = {item.name: item.value for item in outcome.form.inputs}
    assert values["place"] == BOOST["place"] and values["needs"] == BOOST["needs"]
    assert meetings(room) == []


def test_codes_that_the_centre_does_not_have_are_kept_nowhere(room):
    meeting = add(room, sub_region="skåne", needs=("gold", "payment-risk"), markets=("XX", "NO"))
    assert (meeting.sub_region, meeting.needs) == ("", ["payment-risk"])
    assert meeting.markets == ["NO"]


def test_a_new_name_stands_on_the_cards_of_meetings_ahead(room):
    meeting = add(room)
    before = meeting.revision
    room.do("sara", "profile", name="Sara Lind Ny", sent="yes")
    assert newest(room).revision == before + 1
    assert "Sara Lind Ny" in spoken(card_in_room(room, meeting))


def test_no_reminders_can_be_chosen(room):
    meeting = add(room, remind=())
    assert meeting.remind == [] and not meeting.remind_eve


def test_an_unconfirmed_member_adds_no_meeting_but_comes_to_others(room):
    for answer in (room.ask_form("ture", "meeting"), room.do("ture", "meeting", **BOOST)):
        assert not answer.done and "bekräftat dig" in said(answer)
    meeting = add(room)
    assert room.press("ture", button(card_in_room(room, meeting), "coming", answer="yes")).done
    assert coming(room, meeting) == ["Ture Falk"]


# --- when


def test_an_unclear_moment_is_shown_back_and_kept_once_it_is_confirmed(room):
    outcome = room.do("sara", "meeting", **{**BOOST, "when": "2026-11-02 9-12"})
    assert not outcome.done and meetings(room) == []
    assert "redan varit" in said(outcome)
    hidden = {k: v for k, v in outcome.form.hidden.items() if v}
    again = room.do("sara", "meeting", **{**BOOST, "when": "2026-11-02 9-12", **hidden})
    assert not again.done, "the tick was not given"
    kept = room.do(
        "sara", "meeting", **{**BOOST, "when": "2026-11-02 9-12", **hidden, "sure": "yes"}
    )
    assert kept.done, said(kept)
    assert newest(room).day == date(2026, 11, 2)


def test_a_tick_for_other_words_counts_for_nothing(room):
    args = {**BOOST, "when": "2026-11-03 9-12", "asked": "2026-11-02 9-12", "sure": "yes"}
    assert not room.do("sara", "meeting", **args).done
    assert meetings(room) == []


def test_a_meeting_in_the_past_gets_no_card_and_no_clash(room):
    past = {"when": "2026-11-02 9-12", "asked": "2026-11-02 9-12", "sure": "yes"}
    add(room, **past)
    outcome = room.do("sara", "meeting", **{**BOOST, **past})
    assert "rummen får inget kort" in said(outcome)
    assert "Samma dag" not in said(outcome)
    with room.desk.store.read() as session:
        assert not calendar.postings(session, newest(room).id)


def test_a_meeting_of_another_year_says_so(room):
    meeting = add(room, when="2027-03-02 9-12")
    assert "tisdag 2 mars 2027" in spoken(card_in_room(room, meeting))


def test_days_without_times_and_over_midnight_are_said_as_people_say_them(room):
    whole = add(room, when="2026-12-19 - 2026-12-20")
    assert "lördag 19 december till söndag 20 december" in spoken(card_in_room(room, whole))


# --- clash


def test_a_clash_in_the_same_sub_region_is_told_when_saving(room):
    add(room, title="Mässa i Borås")
    outcome = room.do("maria", "meeting", **{**BOOST, "when": "2026-12-15 17-19"})
    assert outcome.done and "Samma dag i samma delregion: Mässa i Borås" in said(outcome)
    elsewhere = room.do("maria", "meeting", **{**BOOST, "sub_region": "fyrbodal"})
    assert "Samma dag" not in said(elsewhere)
    nowhere = room.do("maria", "meeting", **{**BOOST, "sub_region": ""})
    assert "Samma dag" not in said(nowhere)


def test_a_clash_with_a_meeting_of_several_days_is_seen_and_a_cancelled_one_is_none(room):
    fair = add(room, title="Mässan", when="2026-12-14 - 2026-12-16")
    outcome = room.do("maria", "meeting", **BOOST)
    assert "Mässan" in said(outcome)
    room.do("sara", "cancel_meeting", meeting=fair.id or 0)
    room.do("maria", "cancel_meeting", meeting=newest(room).id or 0)
    assert "Samma dag" not in said(room.do("maria", "meeting", **BOOST))


# --- changed


def change(room: CentreAtWork, user: str, meeting: Meeting, **args: Value | int) -> Outcome:
    form = room.ask_form(user, "meeting", meeting=meeting.id or 0).form
    assert form is not None
    typed = {item.name: item.value for item in form.inputs}
    return room.do(user, "meeting", **{**typed, **form.hidden, "_form": form.id, **args})


def test_a_move_is_told_at_once_in_the_room_and_to_each_who_comes(room):
    meeting = add(room)
    for user in ("maria", "petra"):
        assert room.do(user, "coming", meeting=meeting.id or 0, answer="yes").done
    outcome = change(room, "sara", meeting, when="2026-12-16 13-15")
    assert outcome.done, said(outcome)
    moved = room.notices(kind="meeting_moved")
    assert len([n for n in moved if n.room_id]) == 1
    assert len([n for n in moved if n.member_id]) == 2
    for notice in moved:
        text = "\n".join(t for block in room.reads(notice) or () for t in words(block))
        assert "flyttad från tisdag 15 december" in text and "onsdag 16 december" in text
    assert "onsdag 16 december" in spoken(card_in_room(room, newest(room)))


def test_whoever_moves_it_is_not_told_of_it(room):
    meeting = add(room)
    room.do("sara", "coming", meeting=meeting.id or 0)
    change(room, "sara", meeting, place="Navet")
    assert room.notices("sara", "meeting_moved") == []


def test_a_new_place_is_told_and_a_new_title_is_not(room):
    meeting = add(room)
    room.do("maria", "coming", meeting=meeting.id or 0)
    change(room, "sara", meeting, title="Exportboost", agenda="Annat", duties="")
    assert room.notices(kind="meeting_moved") == []
    change(room, "sara", meeting, place="Navet")
    told = room.notices("maria", "meeting_moved")
    assert len(told) == 1
    change(room, "sara", newest(room), link="https://example.test/mote")
    (told, linked) = room.notices("maria", "meeting_moved")
    assert room.reads(told) is None
    told = [linked]
    text = "\n".join(t for block in room.reads(told[0]) or () for t in words(block))
    assert "ny plats: Navet, https://example.test/mote" in text


def test_moved_twice_only_the_last_move_is_told_where_the_first_has_not_left(room):
    meeting = add(room)
    room.do("maria", "coming", meeting=meeting.id or 0)
    change(room, "sara", meeting, when="2026-12-16 9-12")
    change(room, "sara", meeting, when="2026-12-17 9-12")
    first, second = room.notices("maria", "meeting_moved")
    assert room.reads(first) is None
    assert room.reads(second) is not None


def test_a_form_that_changes_nothing_says_so_and_raises_nothing(room):
    meeting = add(room)
    outcome = change(room, "sara", meeting)
    assert "Inget är ändrat" in said(outcome)
    assert newest(room).revision == meeting.revision


def test_a_past_meeting_is_changed_without_asking_about_its_old_time(room):
    meeting = add(room)
    room.until(datetime(2026, 12, 17, 9, tzinfo=UTC))
    outcome = change(room, "sara", newest(room), agenda="Det blev bra")
    assert outcome.done, said(outcome)
    assert newest(room).agenda == "Det blev bra" and newest(room).day == meeting.day
    assert room.notices(kind="meeting_moved") == []


def test_somebody_was_quicker_it_is_said_and_the_second_time_it_holds(room):
    meeting = add(room)
    form = room.ask_form("sara", "meeting", meeting=meeting.id or 0).form
    change(room, "karin", meeting, title="Ny titel")
    typed = {item.name: item.value for item in form.inputs}
    late = room.do(
        "sara", "meeting", **{**typed, **form.hidden, "_form": form.id, "place": "Navet"}
    )
    assert not late.done and "Någon annan har ändrat" in said(late)
    assert newest(room).title == "Ny titel"
    again = {item.name: item.value for item in late.form.inputs}
    done = room.do("sara", "meeting", **{**again, **late.form.hidden, "_form": late.form.id})
    assert done.done and newest(room).place == "Navet"


def test_a_yes_while_somebody_writes_is_no_change_of_the_meeting(room):
    meeting = add(room)
    form = room.ask_form("sara", "meeting", meeting=meeting.id or 0).form
    room.do("maria", "coming", meeting=meeting.id or 0)
    typed = {item.name: item.value for item in form.inputs}
    sent = room.do(
        "sara", "meeting", **{**typed, **form.hidden, "_form": form.id, "place": "Navet"}
    )
    assert sent.done, said(sent)


def test_who_may_change_owner_adder_colleague_coordinator(room):
    meeting = add(room, owner=room.member("maria").id or 0)
    newcomer(room, "otto", "brg")
    newcomer(room, "nils", "brg", confirmed=False)
    for user, may in (
        ("sara", True),
        ("maria", True),
        ("otto", True),
        ("karin", True),
        ("anna", False),
        ("ture", False),
        ("nils", False),
    ):
        opened = room.ask_form(user, "meeting", meeting=meeting.id or 0)
        assert (opened.form is not None) == may, user
        changes = [b for b in pressable(shown(room, user, meeting)) if b.command == "meeting"]
        assert any("meeting" in b.args for b in changes) == may, user


# --- copied


def test_a_copy_a_year_later_has_everything_but_its_day_and_who_came(room):
    meeting = add(room)
    room.do("maria", "coming", meeting=meeting.id or 0)
    room.now = datetime(2027, 11, 22, 8, tzinfo=UTC)
    form = room.ask_form("anna", "meeting", copy_of=meeting.id or 0).form
    values = {item.name: item.value for item in form.inputs}
    assert values["when"] == "" and values["title"] == meeting.title
    assert values["duties"] == "Fika: Sara\nModerator: Maria"
    outcome = room.do("anna", "meeting", **{**values, **form.hidden, "when": "14 december 9-12"})
    assert outcome.done, said(outcome)
    copy = newest(room)
    assert copy.id != meeting.id and copy.day == date(2027, 12, 14)
    assert copy.uid != meeting.uid and copy.added_by == room.member("anna").id
    assert coming(room, copy) == []
    assert coming(room, meeting) == ["Maria Dahl"]


def test_a_copy_of_a_meeting_whose_owner_left_is_the_copiers(room):
    meeting = add(room, "maria")
    room.do("karin", "end_membership", member=room.member("maria").id or 0)
    form = room.ask_form("anna", "meeting", copy_of=meeting.id or 0).form
    values = {item.name: item.value for item in form.inputs}
    assert values["owner"] == str(room.member("anna").id)


# --- cancelled


def test_cancelling_is_told_at_once_and_the_old_card_can_do_nothing_more(room):
    meeting = add(room)
    room.do("maria", "coming", meeting=meeting.id or 0)
    before = card_in_room(room, meeting)
    assert button(before, "cancel_meeting").asks is not None
    assert room.press("sara", button(before, "cancel_meeting")).done
    told = room.notices(kind="meeting_cancelled")
    assert {bool(n.room_id) for n in told} == {True, False} and len(told) == 2
    for notice in told:
        text = "\n".join(t for block in room.reads(notice) or () for t in words(block))
        assert "Inställd: Export boost i Borås" in text
    card = card_in_room(room, newest(room))
    assert say(card.status, "sv") == "Inställd" and card.tone == "gone"
    assert {b.command for b in card.buttons} == {"show_meeting"}
    for command in ("coming", "cancel_meeting", "present"):
        again = room.press("sara", button(before, command))
        assert not again.done and "inställd" in said(again), command
    assert len(room.notices(kind="meeting_cancelled")) == 2


def test_a_card_from_before_the_move_cancels_nothing(room):
    meeting = add(room)
    before = card_in_room(room, meeting)
    change(room, "karin", meeting, when="2026-12-16 9-12")
    outcome = room.press("sara", button(before, "cancel_meeting"))
    assert not outcome.done and newest(room).status == "planned"


def test_a_meeting_that_has_been_is_not_cancelled(room):
    meeting = add(room)
    room.until(datetime(2026, 12, 17, 9, tzinfo=UTC))
    assert not room.do("sara", "cancel_meeting", meeting=meeting.id or 0).done
    card = card_in_room(room, meeting)
    assert say(card.status, "sv") == "Har varit"
    assert [b.command for b in card.buttons] == ["met", "show_meeting"]
    assert not {b.command for b in pressable(card)} & {"coming", "cancel_meeting", "present"}


# --- the list


def table(outcome: Outcome) -> Table:
    found = [block for block in outcome.private if isinstance(block, Table)]
    assert found
    return found[0]


def test_the_list_has_what_lies_ahead_the_next_one_first_ten_at_a_time(room):
    for day in range(1, 13):
        add(room, title=f"Träff {day}", when=f"2026-12-{31 - day} 9-12")
    add(room, title="Inställd", when="2026-12-01 9-12")
    room.do("sara", "cancel_meeting", meeting=newest(room).id or 0)
    listed = table(room.do("maria", "meetings"))
    titles = [say(row.cells[1], "sv") for row in listed.rows]
    assert titles == [f"Träff {day}" for day in range(12, 2, -1)]
    rest = table(room.press("maria", listed.more))
    assert [say(row.cells[1], "sv") for row in rest.rows] == ["Träff 2", "Träff 1"]
    assert rest.more is None


def test_a_yes_is_said_from_the_list(room):
    meeting = add(room)
    listed = room.do("maria", "meetings")
    assert room.press("maria", button(listed, "coming")).done
    row = table(room.do("maria", "meetings")).rows[0]
    assert say(row.cells[3], "sv") == "1\u00a0kommer"
    assert [b.command for b in row.buttons] == ["show_meeting"]
    assert coming(room, meeting) == ["Maria Dahl"]


def test_what_has_been_is_found_and_copied(room):
    add(room)
    room.until(datetime(2026, 12, 17, 9, tzinfo=UTC))
    ahead = room.do("maria", "meetings")
    assert "Inga träffar" in said(ahead)
    held = room.press("maria", button(ahead, "meetings", held="yes"))
    seen = room.press("maria", button(held, "show_meeting"))
    assert room.press("maria", button(seen, "meeting", copy_of="1")).form is not None


def test_the_home_page_has_the_next_few_and_nothing_while_there_are_none(room):
    assert "Träffar framöver" not in said(room.do("maria", "home"))
    for day in range(10, 18):
        add(room, title=f"Träff {day}", when=f"2026-12-{day} 9-12")
    text = said(room.do("maria", "home"))
    assert "Träffar framöver (8)" in text
    assert "Träff 14" in text and "Träff 15" not in text


def test_a_meeting_that_is_not_there_is_said_so(room):
    for command in ("show_meeting", "coming", "cancel_meeting"):
        outcome = room.do("maria", command, meeting=77)
        assert not outcome.done and "finns inte" in said(outcome)
