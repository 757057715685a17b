"""Every command, given by everybody: allowed or refused, and what is refused changes nothing.

The table is written from the agreement (design: "The life of a case", "Trust", "Consent") and the
members' guide, not from the code. A command without a line here fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from bot.centre.model import Centre
from bot.desk import registry
from bot.desk.replies import Outcome
from tests.centre_at_work import said
from tests.security import world
from tests.security.world import CANARIES, ROLES, World

ALLOWED, REFUSED, ASKED, SAME = "a", "-", "?", "="
"""Asked: who they are, before anything else; nothing of what they wanted is done. Same: answered
that it is so already, and nothing changed."""

#                      u  guest  unconfirmed  other  member  handler  poster  coordinator
EVERYBODY = "aaaaaaaa"
NOBODY = "--------"  # what a platform tells; no person can say it
NOTHING_DONE = "--------"  # words that are no command are no step
MEMBERS = "??aaaaaa"  # any member, confirmed or not
CONFIRMED = "??-aaaaa"
COORDINATOR = "??-----a"
HANDLER = "??---a--"
POSTER = "??----a-"

TABLE: dict[str, tuple[str, dict[str, str]]] = {
    # a case
    "refer": (MEMBERS, {"need": "Betalt i Norge", "consent": "yes", "company": "Nya AB",
                        "q.municipality": "Mark", "q.size": "10-49", "q.market": "BR",
                        "q.needs": "payment-risk", "even_so": "yes"}),
    "edit": ("??---aa-", {"case": "{led}", "need": "Nytt", "q.needs": "payment-risk",
                          "q.municipality": "Mark"}),
    "offer": ("??---aaa", {"case": "{led}", "organisation": "sek", "role": "support"}),
    "revoke": ("??----aa", {"case": "{led}", "referral": "{referral}"}),
    "take": (CONFIRMED, {"case": "{taking}"}),
    "approve": (POSTER, {"case": "{none}", "referral": "{claim}", "answer": "yes"}),
    "decline": ("??--aa--", {"case": "{open}", "reason": "outside-remit"}),
    "noted": ("??----aa", {"case": "{open}", "referral": "{phoned}", "answer": "yes",
                           "name": "Ulla Alm"}),
    "ask": ("??--aaa-", {"case": "{open}", "words": "Vilken valuta?"}),
    "answer": (POSTER, {"case": "{shown}", "question": "{question}", "words": "Euro"}),
    "take_over": ("??--a---", {"case": "{shown}"}),
    "release": (HANDLER, {"case": "{shown}"}),
    "hand_over": ("??---a-a", {"case": "{shown}", "organisation": "sek"}),
    "support": ("??-a--aa", {"case": "{led}"}),
    "leave": ("??-a----", {"case": "{shown}"}),
    "wait": (HANDLER, {"case": "{shown}", "until": "2026-12-10"}),
    "resume": (HANDLER, {"case": "{wait}"}),
    "contact": (HANDLER, {"case": "{shown}", "answer": "yes"}),
    "note": (MEMBERS, {"case": "{shown}", "words": "Ringt"}),
    "close": (HANDLER, {"case": "{shown}", "outcome": "helped"}),
    "reopen": ("??---aa-", {"case": "{closed}"}),
    "later": ("??--aa-a", {"case": "{closed}", "months": "3", "effect": "unknown"}),
    "withdraw": (POSTER, {"case": "{shown}"}),
    "void": (COORDINATOR, {"case": "{shown}"}),
    "merge": ("??---a-a", {"case": "{shown}", "other": "{led}"}),
    # what only a platform tells
    "overheard": (NOBODY, {"case": "{shown}", "words": "x", "source": "s"}),
    "note_edited": (NOBODY, {"case": "{shown}", "words": "x", "source": "s"}),
    "note_deleted": (NOBODY, {"case": "{shown}", "source": "s"}),
    "arrive": (NOBODY, {"name": "annat"}),
    "depart": (NOBODY, {"why": "left"}),
    "come_back": (NOBODY, {}),
    "renamed": (NOBODY, {"name": "annat"}),
    "uninstalled": (NOBODY, {"why": "x"}),
    "reached": (NOBODY, {}),
    "parted": (NOBODY, {"why": "x"}),
    "plain": (NOBODY, {"words": "Vi söker hjälp med tull i Norge", "source": "s"}),
    # looking
    "situation": (MEMBERS, {}),
    "mine": (MEMBERS, {}),
    "ours": (MEMBERS, {}),
    "show": (MEMBERS, {"case": "{withheld}"}),
    "home": (EVERYBODY, {}),
    "help": (EVERYBODY, {}),
    "unknown": (NOTHING_DONE, {"text": "läjet"}),
    "checklist_page": (MEMBERS, {}),
    # rooms, members, oneself
    "room": (COORDINATOR, {"meets": "yes", "lang": "en", "names": "yes"}),
    "introduce": ("aa======", {"organisation": "almi", "name": "Ny Person"}),
    "confirm": ("??--aa-a", {"member": "{ture}", "answer": "yes"}),
    "end_membership": ("??--aa-a", {"member": "{tove}"}),
    "connect": ("--aaaaaa", {}),
    "identities": (COORDINATOR, {"member": "{tove}"}),
    "disconnect": ("-------a", {"identity": "{identity}"}),
    "members": (MEMBERS, {}),
    "member": (MEMBERS, {"member": "{maria}"}),
    "profile": (MEMBERS, {"name": "Ny", "lang": "en", "sent": "yes"}),
    "absence": ("??--aa-a", {"member": "{tove}", "from_day": "2026-11-25", "until": "2026-11-27"}),
    # meetings; the meeting is the poster's
    "meeting": (CONFIRMED, {"title": "Lyft", "kind": "{kind}", "when": "2026-12-10 09:00-11:00",
                            "place": "Här", "sure": "yes"}),
    "meetings": (MEMBERS, {}),
    "show_meeting": (MEMBERS, {"meeting": "{meeting}"}),
    "cancel_meeting": ("??----aa", {"meeting": "{meeting}"}),
    "coming": (MEMBERS, {"meeting": "{meeting}", "answer": "yes"}),
    "present": (CONFIRMED, {"meeting": "{meeting}", "case": "{shown}"}),
    "invite": (CONFIRMED, {"meeting": "{meeting}", "case": "{shown}"}),
    "unpresent": ("??----aa", {"meeting": "{meeting}", "case": "{open}"}),
    "import_calendar": (CONFIRMED, {"file": "{ics}", "name": "k.ics"}),
    "calendar_file": (MEMBERS, {"meeting": "{meeting}"}),
    "met": (CONFIRMED, {"meeting": "{held}", "companies": "Nya Bolaget"}),
    "met_list": (CONFIRMED, {"meeting": "{held}"}),
    "pack": (COORDINATOR, {}),
    # digest and news; the item is the poster's
    "digest_all": (MEMBERS, {}),
    "news": (CONFIRMED, {"text": "Nytt kontor", "when": "digest"}),
    "withdraw_news": ("??----aa", {"news": "{news}"}),
    "news_list": (MEMBERS, {}),
    "silence": (COORDINATOR, {"words": "x"}),
    "report": (COORDINATOR, {"words": "2026"}),
    # contacts; the contact is the handler's, "orphan" is EKN's and nobody's
    "new_contact": (CONFIRMED, {"name": "Eva", "organisation": "X", "email": "e@example.org",
                                "sharing": "ask"}),
    "edit_contact": (HANDLER, {"contact": "{contact}", "name": "Hans S", "sharing": "ask",
                               "email": "h@example.org", "sent": "yes"}),
    "my_contacts": (MEMBERS, {}),
    "confirm_contact": (HANDLER, {"contact": "{contact}"}),
    "confirm_contacts": (MEMBERS, {"asked": "2026-11-23T08:00:00+00:00"}),
    "end_contact": (HANDLER, {"contact": "{contact}"}),
    "restore_contact": (HANDLER, {"contact": "{gone}"}),
    "take_contact": ("??--aa-a", {"contact": "{orphan}"}),
    "ask_introduction": (CONFIRMED, {"contact": "{contact}", "question": "Får jag?"}),
    "answer_introduction": (HANDLER, {"introduction": "{introduction}", "answer": "yes"}),
    "contact_file": (COORDINATOR, {}),
    "pass_on": ("??--aa-a", {"organisation": "ekn", "contacts": "{orphan}", "to": "{maria}",
                             "sent": "yes"}),
    # asking everybody, and who can help; the question is the poster's
    "spoken": ("??------", {"words": "Vem kan Polen?"}),  # a guess is shown back; a press does it
    "no_offer": (EVERYBODY, {}),
    "no_offers": (EVERYBODY, {}),
    "offers": (EVERYBODY, {}),
    "ask_who": (MEMBERS, {"question": "Vem kan Polen?"}),
    "pass_question": (CONFIRMED, {"member": "{tove}", "question": "Kan du Polen?"}),
    "wanted": (CONFIRMED, {"text": "Vem kan Peru?"}),
    "can_help": ("??-aaa-a", {"wanted": "{wanted}"}),
    "ask_colleague": (CONFIRMED, {"wanted": "{wanted}", "member": "{tove}"}),
    "withdraw_wanted": ("??----aa", {"wanted": "{wanted}"}),
    "wanted_list": (MEMBERS, {}),
}  # fmt: skip

MAY_KNOW = frozenset({"handler", "poster"})
"""Roles that a marked name or number was given to: they may read it also in a refusal."""

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261124T080000Z"
    "\r\nDTSTART:20261210T080000Z\r\nDTEND:20261210T090000Z\r\nSUMMARY:Lyft\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


class Stage:
    """The world, put back as it was after each try that has changed it."""

    def __init__(self, here: World, path: Path, centre: Centre) -> None:
        self.here, self.path, self.centre = here, path, centre
        self.before = here.rows()

    def again(self) -> None:
        with closing(connect(self.path)) as old, closing(connect(self.file)) as new:
            old.backup(new)

    @property
    def file(self) -> str:
        return str(self.here.desk.store.url.database)

    def args(self, name: str) -> dict[str, str]:
        kind = self.centre.meetings.offered[0].code
        known = {**{k: str(v) for k, v in self.here.ids.items()}, "kind": kind, "ics": ICS}
        given = TABLE[name][1]
        found = {key: value.format(**known) for key, value in given.items()}
        return {**found, **({"effect": self.centre.effects[0].code} if name == "later" else {})}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, vastra_gotaland: Centre) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("world")
    path = folder / "world.sqlite"
    ids = world.make(path, vastra_gotaland)
    here = world.copy(path, folder / "copy.sqlite", vastra_gotaland, ids)
    yield Stage(here, path, vastra_gotaland)
    here.close()


@pytest.fixture
def stage(built: Stage) -> Stage:
    built.again()
    return built


def answered(outcome: Outcome) -> str:
    """What an outcome amounts to, by the table's signs."""
    if outcome.form is not None and outcome.form.command == "introduce":
        return ASKED
    return ALLOWED if outcome.done and outcome.form is None else REFUSED


def test_every_command_has_its_line() -> None:
    assert TABLE.keys() == registry.ENTRIES.keys()


@pytest.mark.parametrize("name", TABLE)
def test_who_may_and_who_may_not(stage: Stage, name: str) -> None:
    right = dict(zip(ROLES, TABLE[name][0], strict=True))
    args, changed = stage.args(name), []
    for role, user in ROLES.items():
        outcome = stage.here.give(user, name, dict(args))
        found = answered(outcome)
        if right[role] == ALLOWED:
            assert found == ALLOWED, f"{role}: {said(outcome)}"
            changed.append(stage.here.rows() != stage.before)
            if changed[-1]:
                stage.again()
            continue
        assert found in (right[role], ALLOWED if right[role] == SAME else ""), (
            f"{role}: {found}: {said(outcome)}"
        )
        assert stage.here.rows() == stage.before, f"{role} was refused, and something was written"
        for lang in ("sv", "en"):
            text = said(outcome, lang)  # type: ignore[arg-type]
            assert text.strip(), f"{role} is told nothing"
            leaked = [word for word in CANARIES if word in text]
            assert role in MAY_KNOW or not leaked, f"{role} is told {leaked}"
    writes = registry.ENTRIES[name].writes and name not in QUIET
    assert any(changed) == (writes and bool(changed)), "else empty answers would pass as well"


QUIET = frozenset({"offers", "ask_who", "silence", "confirm_contacts", "no_offer"})
"""Commands that write where there is something to write, and nothing here."""
