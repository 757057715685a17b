"""Canaries: words that stand in one case alone, looked for in everything that anybody is shown.

Who may know them is worked out here once more, from the rows and the log, and not by the code
under test: the poster; whoever is on the case for an organisation that the poster offered it to
or said yes to. The company's contact is for the poster and, of those, the handler.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlmodel import Session, select

from bot.desk import registry
from bot.desk.dispatch import dispatch
from bot.desk.export import cells, item, rows
from bot.desk.labels import Period
from bot.desk.outgoing import notice_message, posting_message
from bot.desk.replies import Caller, Card, Input, Outcome, Place, Request, Table, Value
from bot.desk.sums import sums
from bot.desk.sumsheet import sum_cells
from bot.desk.work import Desk
from bot.storage import people, store
from bot.storage.tables import Enquiry, Identity, LogEntry, Member, Notice, Posting, Referral
from bot.texts import LANGUAGES
from tests.centre_at_work import CentreAtWork
from tests.desk.spoken import spoken
from tests.desk.turmoil import SPARED

NAME, NUMBER, PLACE = "Zyxvogel Verktyg AB", "559310-0000", SPARED
NEED = "De vill sälja nedräknarkvarnar"
CONTACT = {
    "contact_name": "Qvintilia Ask",
    "contact_phone": "070-911 22 33",
    "contact_email": "qvint@zyx.example",
    "contact_when": "efter fikarasten",
}
SAID = "Ostronvisp till fabriken"
"""What those on the case write in it: as little for others as the company's name."""

ASKED = "Vad kostar en pumpernickel"
"""What the poster and an organisation ask each other: for these two alone."""

OF_COMPANY = ("zyxvogel", "559310-0000", "5593100000", "tranemo", "nedräknarkvarn", "ostronvisp")
OF_CONTACT = ("qvintilia", "070-911", "070911", "zyx.example", "fikarasten")

STRANGER = "a stranger"
OF_TALK = ("pumpernickel",)

LOOKS = ("home", "situation", "ours", "digest_all")
ONCE = ("members", "profile", "absence", "help")
"""Commands that show something and change nothing; those that have little to do with cases are
looked at once."""
FORMS = tuple(e.name for e in registry.ENTRIES.values() if e.form and e.rest == "case")


class Leak(AssertionError):
    """A canary where it must not be."""


@dataclass
class Watch:
    """Looks at every output on behalf of whoever gets it."""

    at_work: CentreAtWork
    case: int = 1
    turns: Counter[str] = field(default_factory=Counter)
    read_until: int = 0
    looking: bool = False
    may_see: dict[str | None, tuple[str, ...]] = field(default_factory=dict)
    looked: int = 0
    found: int = 0

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.at_work.desk

    def outcome(self, user: str, outcome: Outcome, typed: Iterable[Value] = ()) -> None:
        """What a member got for a command, their own words aside; said aloud, it is the room's."""
        told = spoken(_filled(outcome))
        for own in typed:
            told = told.replace(own, "…") if isinstance(own, str) and len(own) > 4 else told
        self.check(f"what {user} is told", told, self.allowed(user))
        if outcome.aloud:
            self.check("what is said aloud", spoken(outcome.aloud), self.allowed(None))

    def check(self, where: str, text: str, allowed: tuple[str, ...]) -> None:
        """Raise `Leak` where a text holds a canary that is not allowed there."""
        self.looked += 1
        folded = text.casefold()
        for canary in (*OF_COMPANY, *OF_CONTACT, *OF_TALK):
            if canary in folded and canary not in allowed:
                line = next(line for line in text.splitlines() if canary in line.casefold())
                raise Leak(f"{canary} in {where}: {line}")
            self.found += canary in folded

    def allowed(self, user: str | None) -> tuple[str, ...]:
        """The canaries a member may see now; None is a room."""
        if not self.looking:
            return self._worked_out(user)
        if user not in self.may_see:
            self.may_see[user] = self._worked_out(user)
        return self.may_see[user]

    def _worked_out(self, user: str | None) -> tuple[str, ...]:
        with self.desk.store.read() as session:
            case = store.enquiry(session, self.case)
            if case is None or case.status == "void":
                return ()
            shared = OF_COMPANY if case.consent == "yes" else ()
            member = _member(session, user)
            if member is None or member.ended_at:
                return shared if user is None else ()
            if case.poster_id == member.id:
                return OF_COMPANY + OF_CONTACT + OF_TALK
            talk = OF_TALK if _talked(session, case, member) else ()
            knows = bool(shared) or _was_let_in(session, case, member)
            handles = case.handler_id == member.id
            return (
                *talk,
                *(OF_COMPANY if knows else ()),
                *(OF_CONTACT if knows and handles else ()),
            )

    # --- everything there is to see

    def look_around(self) -> None:
        """Every card, every notice, every list, card and form of every member, every figure."""
        self.looking, self.may_see = True, {}
        self._look()
        self.looking = False

    def _look(self) -> None:
        with self.desk.store.read() as session:
            users = {row.member_id: row.user for row in session.exec(select(Identity))}
            self._cards(session)
            self._notices(session, users)
            self._figures(session)
        for user in [*users.values(), STRANGER]:
            for request in self._requests(user):
                outcome = dispatch(self.desk, request, self.at_work.now)
                nothing = not any(isinstance(block, Card | Table) for block in outcome.private)
                self.outcome(user, outcome, request.args.values() if nothing else ())

    def _requests(self, user: str) -> Iterator[Request]:
        """What a member can look at without changing anything; a third of the forms at a time."""
        caller = Caller("web", "try", user, user)
        place = Place("web", "try", "exportcenter")

        def ask(name: str, **args: Value) -> Request:
            return Request(name, dict(args), caller, place)

        if user == STRANGER:
            yield ask("help")
            return
        turn = self.turns[user]
        self.turns[user] += 1
        yield from (ask(name) for name in (*LOOKS, *(ONCE if not turn else ())))
        yield ask("show", case=str(self.case))
        yield ask("show", words=(NAME, NUMBER, CONTACT["contact_name"])[turn % 3])
        yield from (ask(name, case=str(self.case)) for name in FORMS[turn % 3 :: 3])

    def _cards(self, session: Session) -> None:
        for posting in session.exec(select(Posting)):
            message = posting_message(self.desk, session, posting, self.at_work.now)
            self.check("a room's card", spoken(message.body), self.allowed(None))

    def _notices(self, session: Session, users: dict[int, str]) -> None:
        """Each notice as its reader gets it, and as anybody else would in their place."""
        fresh = select(Notice).where(Notice.id > self.read_until).order_by("id")
        for notice in session.exec(fresh).all():
            own, self.read_until = notice.member_id, notice.id or 0
            own_only = own is None or notice.kind in ("asked", "answered")
            for reader in [own] if own_only else users:
                notice.member_id = reader
                self._notice(session, notice, users.get(reader or 0))
            notice.member_id = own
        session.expunge_all()

    def _notice(self, session: Session, notice: Notice, user: str | None) -> None:
        found = notice_message(self.desk, session, notice, self.at_work.now)
        if found is None:
            return
        told = spoken(found[1].body)
        self.check(f"{notice.kind} to {user or 'a room'}", told, self.allowed(user))

    def _figures(self, session: Session) -> None:
        centre = self.desk.centre
        case = store.enquiry(session, self.case)
        named = case is not None and case.consent == "yes"
        may = tuple(c for c in OF_COMPANY if c not in ("nedräknarkvarn", "ostronvisp"))
        allowed = may if named else ()
        for lang in LANGUAGES:
            for row in rows(session, centre, lang, now=self.at_work.now):
                told = f"{cells(row, lang)} {item(row)}"
                self.check("the export", told, allowed)
            total = sums(session, centre, Period(), now=self.at_work.now)
            self.check("the sums", str(list(sum_cells(total, lang))), ())


def _member(session: Session, user: str | None) -> Member | None:
    identity = people.identity(session, "web", "try", user) if user else None
    return people.member(session, identity.member_id) if identity else None


def _was_let_in(session: Session, case: Enquiry, member: Member) -> bool:
    """Whether a member is on the case because the poster asked for them, or said yes to them."""
    if not member.confirmed_at:
        return False
    log = session.exec(select(LogEntry).where(LogEntry.enquiry_id == case.id)).all()
    yes = {
        e.args.get("organisation")
        for e in log
        if e.step == "released" and e.member_id == case.poster_id
    }
    ended = case.status in ("closed", "withdrawn", "merged")
    mine = select(Referral).where(
        Referral.enquiry_id == case.id,
        Referral.handler_id == member.id,
        Referral.status == ("done" if ended else "accepted"),
    )
    return any(r.offered_by == case.poster_id or r.organisation in yes for r in session.exec(mine))


def _talked(session: Session, case: Enquiry, member: Member) -> bool:
    """Whether the poster and the member's organisation have asked each other anything."""
    steps = ("asked", "answered")
    log = session.exec(select(LogEntry).where(LogEntry.enquiry_id == case.id)).all()
    asked = {e.args.get("organisation") for e in log if e.step in steps}
    return bool(member.confirmed_at) and member.organisation in asked


def _filled(outcome: Outcome) -> Outcome:
    """An outcome without the choices that every form offers: all municipalities stand in them."""
    if outcome.form is None:
        return outcome
    inputs = tuple(_without_choices(given) for given in outcome.form.inputs)
    return replace(outcome, form=replace(outcome.form, inputs=inputs))


def _without_choices(given: Input) -> Input:
    return replace(given, options=()) if given.name == "q.municipality" else given
