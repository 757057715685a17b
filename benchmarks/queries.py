"""Every named query of the storage, asked as a day's work asks it.

`DAILY` are timed on a small and a large database; `ALL` are looked at with EXPLAIN QUERY PLAN by
`tests/storage/test_plans.py`, which also finds a query that is missing here.
"""
# ruff: noqa: ARG005  (every query is asked the same way)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from bot.storage import (
    channels,
    companies,
    contacts,
    digests,
    experience,
    joining,
    leases,
    leaving,
    outbox,
    overheard,
    parked,
    people,
    postings,
    receipts,
    reminders,
    search,
    store,
    wanted,
)
from bot.storage.tables import Correction, Identity, JoinCode, Member, Notice, Room

PAGE = 10
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """What a query is asked with: one case, its company, who asks, and the time."""

    now: datetime
    case: int = 1
    company: int = 1
    member: int = 1
    organisation: str = "almi"
    number: str = "5560000001"
    municipality: str = "Mark"
    words: str = "betalt norge"
    rare: str = "x1"
    cases: tuple[int, ...] = (1, 2, 3)


Query = Callable[[Session, Asked], object]


def asked_about(random: Random, now: datetime, cases: int, live: int) -> Asked:
    """A day's question: mostly about a live case, as the newest ones are."""
    case = cases - random.randrange(min(live, cases))
    page = tuple(max(1, cases - random.randrange(min(live, cases))) for _ in range(PAGE))
    company = (case + 1) // 2
    return Asked(
        now=now,
        case=case,
        company=company,
        member=random.randrange(1, 12),
        organisation=random.choice(("almi", "ekn", "business-sweden", "een")),
        number=f"55{company:08}",
        municipality=random.choice(("Mark", "Borås", "Skövde")),
        words=random.choice(("betalt norge", "tull usa", "säljare polen")),
        rare=f"x{case}",
        cases=page,
    )


DAILY: Mapping[str, Query] = {
    "live": lambda s, a: store.live(s, PAGE),
    "count_live": lambda s, a: store.count_live(s),
    "mine": lambda s, a: store.mine(s, a.member, PAGE),
    "count_mine": lambda s, a: store.count_mine(s, a.member),
    "asking": lambda s, a: store.asking(s, a.organisation, PAGE),
    "count_of_organisation": lambda s, a: store.count_of_organisation(s, a.organisation),
    "of_organisation": lambda s, a: store.of_organisation(s, a.organisation, PAGE),
    "handled_by": lambda s, a: store.handled_by(s, a.member),
    "opened_between": lambda s, a: store.opened_between(s, a.now - MONTH, a.now),
    "enquiry": lambda s, a: store.enquiry(s, a.case),
    "newest": lambda s, a: store.newest(s),
    "enquiries": lambda s, a: store.enquiries(s, a.cases),
    "referrals": lambda s, a: store.referrals(s, a.case),
    "referrals_of": lambda s, a: store.referrals_of(s, a.cases),
    "log": lambda s, a: store.log(s, a.case),
    "notes": lambda s, a: store.notes(s, a.case),
    "correspondence": lambda s, a: store.correspondence(s, a.case),
    "company_by_number": lambda s, a: companies.company_by_number(s, a.number),
    "companies": lambda s, a: companies.companies(s, (1, 2)),
    "companies_in": lambda s, a: companies.companies_in(s, a.municipality, f"bolaget {a.case}", 3),
    "live_cases_of": lambda s, a: companies.live_cases_of(s, [a.company, a.company + 1]),
    "company_is_shared": lambda s, a: companies.company_is_shared(s, a.company, a.case),
    "company_is_open_to": lambda s, a: companies.company_is_open_to(s, a.company, a.member),
    "find": lambda s, a: search.find(s, a.rare),
    "find, common words": lambda s, a: search.find(s, a.words),
    "due_reminders": lambda s, a: reminders.due_reminders(s, a.now, 100),
    "reminders_of": lambda s, a: reminders.reminders_of(s, a.case),
    "postings": lambda s, a: postings.postings(s, a.case),
    "postings_shown": lambda s, a: postings.postings_shown(s, a.case),
    "posting_at": lambda s, a: postings.posting_at(s, 1, f"m{a.case}"),
    "notices_to": lambda s, a: postings.notices_to(s, a.case, a.member, "poster"),
    "thread_notices": lambda s, a: postings.thread_notices(s, a.case, 1),
    "waiting": lambda s, a: outbox.waiting(s, a.now, ("web",), quiet=False),
    "card": lambda s, a: outbox.card(s, a.case, 1),
    "known_key": lambda s, a: outbox.known_key(s, f"n{a.case:08}-1"),
    "last_trace": lambda s, a: outbox.last_trace(s, a.case),
    "receipt": lambda s, a: receipts.receipt(s, f"web/try/sara|form:{a.case}"),
    "draft": lambda s, a: receipts.draft(s, "web/try/sara", "refer"),
}
"""Reads of the daily commands, of delivery and of the clock."""


def _notice(asked: Asked) -> Notice:
    return Notice(
        id=asked.case,
        key="",
        kind="taken",
        enquiry_id=asked.case,
        member_id=asked.member,
        created_at=asked.now,
        not_before=asked.now,
    )


def _code(asked: Asked) -> JoinCode:
    return JoinCode(
        digest="digest", member_id=1, identity_id=1, made_at=asked.now, ends_at=asked.now
    )


def _identity(asked: Asked) -> Identity:
    return Identity(
        id=1, member_id=1, platform="web", workspace="try", user="sara", used_at=asked.now
    )


def _member(number: int) -> Member:
    return Member(id=number, name="", organisation="")


OTHERS: Mapping[str, Query] = {
    "identity": lambda s, a: people.identity(s, "web", "try", "sara"),
    "identities": lambda s, a: people.identities(s, a.member),
    "member": lambda s, a: people.member(s, a.member),
    "members": lambda s, a: people.members(s, (1, 2)),
    "members_of": lambda s, a: people.members_of(s, a.organisation),
    "present_members": lambda s, a: people.present_members(s),
    "coordinators": lambda s, a: people.coordinators(s),
    "rooms": lambda s, a: channels.rooms(s),
    "who": lambda s, a: people.who(s, "web", "try", "sara"),
    "rooms_without_card": lambda s, a: postings.rooms_without_card(s, a.case),
    "room": lambda s, a: channels.room(s, "web", "try", "exportcenter"),
    "rooms_at": lambda s, a: channels.rooms_at(s, "web", "try"),
    "rooms_within": lambda s, a: channels.rooms_within(s, "web", "try", "team"),
    "parked": lambda s, a: parked.parked(s),
    "standing": lambda s, a: parked.standing(s, a.now, quiet=False),
    "standing, quiet": lambda s, a: parked.standing(s, a.now, quiet=True),
    "heaps": lambda s, a: parked.heaps(s),
    "cards": lambda s, a: parked.cards(s),
    "count_cards": lambda s, a: parked.count_cards(s),
    "lost_rooms": lambda s, a: parked.lost_rooms(s),
    "blocker": lambda s, a: outbox.blocker(s, _notice(a), quiet=False),
    "code": lambda s, a: joining.code(s, "digest"),
    "codes_of": lambda s, a: joining.codes_of(s, (a.member, 2)),
    "wrong_codes": lambda s, a: joining.wrong_codes(s, a.now - MONTH),
    "all_identities": lambda s, a: joining.all_identities(s, a.member),
    "goes_on_as": lambda s, a: joining.goes_on_as(s, a.member),
    "former_members": lambda s, a: joining.former_members(s, a.member),
    "closed_cases": lambda s, a: joining.closed_cases(s, a.member),
    "referred_by_hand": lambda s, a: joining.referred_by_hand(s, a.organisation, a.member),
    "asked_in": lambda s, a: joining.asked_in(s, a.organisation, a.member),
    "blocker, quiet": lambda s, a: outbox.blocker(s, _notice(a), quiet=True),
}
"""Reads of tables that stay small, and of what goes wrong."""

WEEK = timedelta(weeks=1)

WEEKLY: Mapping[str, Query] = {
    "last_digest": lambda s, a: digests.last_digest(s),
    "last_sent": lambda s, a: digests.last_sent(s),
    "digest": lambda s, a: digests.digest(s, "2026-W47"),
    "opened": lambda s, a: digests.opened(s, a.now - WEEK, a.now),
    "stepped": lambda s, a: digests.stepped(s, a.now - WEEK, a.now, digests.TAKEN),
    "taken": lambda s, a: digests.taken(s, a.now - WEEK, a.now, a.cases),
    "handed_over": lambda s, a: digests.handed_over(s, a.now - WEEK, a.now, a.cases),
    "effects": lambda s, a: digests.effects(s, a.now - WEEK, a.now),
    "companies, of a week": lambda s, a: digests.companies(s, a.cases),
    "encounters": lambda s, a: digests.encounters(s, a.now - WEEK, a.now),
    "held": lambda s, a: digests.held(s),
    "waiting, of a digest": lambda s, a: digests.waiting(s),
    "names": lambda s, a: digests.names(s, (1, 2)),
    "opened_by_lead": lambda s, a: digests.opened_by_lead(s, a.now - WEEK, a.now),
    "meetings": lambda s, a: digests.meetings(s, a.now.date(), a.now.date() + WEEK),
    "meetings_of": lambda s, a: digests.meetings_of(s, a.member, a.now.date(), a.now.date() + WEEK),
    "unopened": lambda s, a: digests.unopened(s, a.member, a.now - WEEK),
    "news": lambda s, a: digests.news(s, a.now - WEEK, a.now, a.now.date()),
    "standing_news": lambda s, a: digests.standing_news(s, a.now - WEEK, a.now.date()),
    "by_key": lambda s, a: outbox.by_key(s, f"n{a.case:08}-1"),
}
"""Reads of the weekly digest, of a member's own list and of news."""

WRITES: Mapping[str, Query] = {
    "keep_room_met": lambda s, a: channels.keep_room_met(
        s, Room(platform="web", workspace="try", channel="new")
    ),
    "join_room": lambda s, a: channels.join_room(s, 1),
    "redraw_room": lambda s, a: channels.redraw_room(s, 1),
    "drop_for_room": lambda s, a: channels.drop_for_room(s, 1),
    "want_revision": lambda s, a: postings.want_revision(s, a.case, 2),
    "drop_notices": lambda s, a: postings.drop_notices(s, a.now),
    "claim_reminders": lambda s, a: reminders.claim_reminders(s, (1, 2, 3), a.now),
    "save_draft": lambda s, a: receipts.save_draft(s, "web/try/sara", "refer", {}, a.now),
    "drop_draft": lambda s, a: receipts.drop_draft(s, "web/try/sara", "refer"),
    "keep_receipt": lambda s, a: receipts.keep_receipt(s, "key", {}, a.now),
    "forget_old": lambda s, a: receipts.forget_old(s, a.now - timedelta(days=1)),
    "rest": lambda s, a: outbox.rest(s, outbox.Queue(member_id=a.member), a.now),
    "rest, room": lambda s, a: outbox.rest(s, outbox.Queue(room_id=1), a.now),
    "card_shown": lambda s, a: outbox.card_shown(s, 1, 1, "", revision=1, message_id="m"),
    "card_shown, lost": lambda s, a: outbox.card_shown(s, 1, 1, "x", revision=1, message_id="m"),
    "card_failed": lambda s, a: outbox.card_failed(s, 1, "error", a.now),
    "drop": lambda s, a: parked.drop(s),
    "drop, ids": lambda s, a: parked.drop(s, ids=a.cases),
    "release": lambda s, a: parked.release(s, a.now),
    "release, ids": lambda s, a: parked.release(s, a.now, ids=a.cases),
    "release, room": lambda s, a: parked.release(s, a.now, room_id=1),
    "release, member": lambda s, a: parked.release(s, a.now, member_id=a.member),
    "retry_cards": lambda s, a: parked.retry_cards(s),
    "retry_cards, room": lambda s, a: parked.retry_cards(s, 1),
    "look_again": lambda s, a: parked.look_again(s, a.now),
    "claim_notice": lambda s, a: outbox.claim_notice(s, _notice(a), a.now, a.now),
    "end_notice": lambda s, a: outbox.end_notice(s, 1, "sent"),
    "postpone_notice": lambda s, a: outbox.postpone_notice(s, 1, a.now),
    "lease_room": lambda s, a: leases.lease_room(s, 1, "t", a.now + MONTH, a.now),
    "keep_room": lambda s, a: leases.keep_room(s, 1, "t", a.now),
    "free_room": lambda s, a: leases.free_room(s, 1, "t"),
    "lose_room": lambda s, a: leases.lose_room(s, 1, "gone"),
    "lose_identity": lambda s, a: leases.lose_identity(s, "web", "try", "sara", "gone"),
    "keep_code": lambda s, a: joining.keep_code(s, _code(a)),
    "void_codes": lambda s, a: joining.void_codes(s, a.member),
    "use_code": lambda s, a: joining.use_code(s, 1),
    "keep_wrong_code": lambda s, a: joining.keep_wrong_code(s, "web/try/sara", a.now),
    "forget_codes": lambda s, a: joining.forget_codes(s, a.now),
    "forget_codes_of": lambda s, a: joining.forget_codes_of(s, _identity(a)),
    "keep_merged": lambda s, a: joining.keep_merged(s, _member(1), _member(2), a.now),
    "move_notices": lambda s, a: joining.move_notices(s, 1, 2),
    "index": lambda s, a: search.index(s, a.case, "ord"),
    "forget": lambda s, a: search.forget(s, a.case),
}
"""What changes rows, each found by its own index."""

HELP: Mapping[str, Query] = {
    "closed_by": lambda s, a: experience.closed_by(s, (a.member, 2, 3)),
    "handled_by_companies": lambda s, a: experience.handled_by_companies(s, a.cases),
    "wanted": lambda s, a: wanted.wanted(s, 1),
    "standing_wanted": lambda s, a: wanted.standing_wanted(s, PAGE),
    "count_standing": lambda s, a: wanted.count_standing(s),
    "standing_of": lambda s, a: wanted.standing_of(s, a.member),
    "due_unanswered": lambda s, a: wanted.due_unanswered(s, a.now - WEEK, a.now),
    "asked_between": lambda s, a: wanted.asked_between(s, a.now - MONTH, a.now),
    "naming_member": lambda s, a: wanted.naming_member(s, a.member),
    "wanted_postings": lambda s, a: wanted.wanted_postings(s, 1),
    "answer_first": lambda s, a: wanted.answer_first(s, 1, a.member, a.now),
    "want_wanted_revision": lambda s, a: wanted.want_wanted_revision(s, 1, 2),
    "move_wanted": lambda s, a: wanted.move_wanted(s, 1, 2),
}
"""Who can help, and what everybody was asked for."""

ME = "web/try/sara"
READ: Mapping[str, Query] = {
    "claim_offer": lambda s, a: overheard.claim_offer(s, "web/1", ME, a.now),
    "is_muted": lambda s, a: overheard.is_muted(s, ME),
    "mute": lambda s, a: overheard.mute(s, ME, a.now),
    "unmute": lambda s, a: overheard.unmute(s, ME),
    "keep_correction": lambda s, a: overheard.keep_correction(
        s, Correction(question="size", words="80 pers", read="2-9", given="50-249", at=a.now)
    ),
    "corrections": lambda s, a: overheard.corrections(s, a.now - MONTH),
    "forget_phrases": lambda s, a: overheard.forget_phrases(s, a.now - MONTH),
    "offers_of": lambda s, a: overheard.offers_of(s, ME),
    "forget_offers_of": lambda s, a: overheard.forget_offers_of(s, ME),
}
"""What plain messages were offered, and what was read wrong."""

BOOK: Mapping[str, Query] = {
    "contact": lambda s, a: contacts.contact(s, 1),
    "live_contact": lambda s, a: contacts.live_contact(s, 1),
    "live_contacts": lambda s, a: contacts.live_contacts(s),
    "known_contacts": lambda s, a: contacts.known_contacts(s),
    "contacts_by_id": lambda s, a: contacts.contacts_by_id(s, (1, 2)),
    "added_by": lambda s, a: contacts.added_by(s, a.member, PAGE),
    "count_added_by": lambda s, a: contacts.count_added_by(s, a.member),
    "unvouched": lambda s, a: contacts.unvouched(s),
    "unvouched, of one": lambda s, a: contacts.unvouched(s, a.organisation),
    "leave_contacts": lambda s, a: contacts.leave_contacts(s, a.member),
    "move_contacts": lambda s, a: contacts.move_contacts(s, 1, 2),
    "to_ask": lambda s, a: contacts.to_ask(s, a.now - MONTH),
    "claim_asking": lambda s, a: contacts.claim_asking(s, 1, a.now - MONTH, a.now),
    "asked_and_silent": lambda s, a: contacts.asked_and_silent(s, a.member, a.now),
    "forgotten": lambda s, a: contacts.forgotten(s, a.now - MONTH),
    "ended_before": lambda s, a: contacts.ended_before(s, a.now - MONTH),
    "delete_contact": lambda s, a: contacts.delete_contact(s, 1),
    "introduction": lambda s, a: contacts.introduction(s, 1),
    "introductions_between": lambda s, a: contacts.introductions_between(s, 1, a.member),
    "introduced_to": lambda s, a: contacts.introduced_to(s, a.member),
    "open_introductions": lambda s, a: contacts.open_introductions(s, a.member),
    "open_about": lambda s, a: contacts.open_about(s, 1),
    "unanswered_introductions": lambda s, a: contacts.unanswered_introductions(s, a.now),
    "claim_telling": lambda s, a: contacts.claim_telling(s, 1, a.now),
    "unhandled": lambda s, a: leaving.unhandled(s, a.organisation),
}
"""Contacts that members keep, introductions to them, and what somebody left."""

ALL: Mapping[str, Query] = {**DAILY, **WEEKLY, **OTHERS, **HELP, **BOOK, **READ, **WRITES}
