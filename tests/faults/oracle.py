"""What must be true when everything has settled, told by the agreement and not by the bot.

`faults` lists what is not. The log is held against what was acknowledged, notices against who is
to be told (the design's table), messages against notices, cards against rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.faults.arrived import Arrived, Said
from tests.faults.hands import case_of
from tests.faults.lives import LEASE
from tests.faults.people import BY_KEY, BY_NAME, CHANNEL, SLACK, TEAMS
from tests.faults.records import Records, Row
from tests.faults.story import Story
from tests.faults.told import TAKEN, audience

DISCREET = frozenset(
    {"declined", "nudged", "expired", "unasked", "stale", "question_waits", "contact_asked"}
)
"""Steps that rooms are not shown: they show what waits, never who failed."""
FLIGHT = LEASE / 2 + 1.0
"""Seconds from a message's arrival in which its sender may still not know."""
ENDS_OFFER = frozenset({"accepted", "claimed", "declined", "closed"})


@dataclass
class Oracle:
    """Asked when all faults are off and nothing is under way."""

    records: Records
    arrived: Arrived
    stories: Sequence[Story]
    spells: Sequence[tuple[float, float]]
    """From when to when a service was dead or could not write: what was then in the air may come
    once more, where the platform cannot be asked."""

    def faults(self) -> list[str]:
        """Everything that is not as it must be."""
        parts = (self.log, self.told, self.delivered, self.twice, self.order, self.cards, self.left)
        return [f"{part.__name__}: {fault}" for part in parts for fault in part()]

    # -- in

    def log(self) -> Iterator[str]:
        """Every acknowledged step once, in its order, and no other."""
        for story in self.stories:
            rows = self.records.log(story.number)
            found = [(row["step"], row["name"]) for row in rows]
            wanted = [(one.steps, BY_KEY[one.who].name) for one in story.log]
            if len(found) != len(wanted) or not all(
                step in steps and name == who
                for (step, name), (steps, who) in zip(found, wanted, strict=True)
            ):
                yield f"case {story.number} has {found}, acknowledged were {wanted}"
            for row, one in zip(rows, story.log, strict=False):
                if one.token not in row["words"]:
                    yield f"case {story.number}: {one.token} is not the words of {row}"

    # -- out

    def told(self) -> Iterator[str]:
        """Whoever is to be told of a step has a notice of it, which was sent unless it lapsed."""
        names = self.records.members()
        notices: dict[tuple[str, str], list[Row]] = {}
        for notice in self.records.notices():
            where = names.get(notice["member_id"], f"room {notice['room_id']}")
            notices.setdefault((notice["trace"], where), []).append(notice)
        rooms = [f"room {row['id']}" for row in self.records.rows("SELECT id FROM room")]
        for story in self.stories:
            rows = self.records.log(story.number)
            for place, (row, who) in enumerate(audience(story.poster, rows)):
                also = rooms if row["step"] in TAKEN else []
                for reader in [*sorted(who), *also]:
                    later = [after["step"] for after in rows[place + 1 :]]
                    found = notices.get((row["trace"], reader), [])
                    if not any(one["state"] == "sent" or _lapsed(one, later) for one in found):
                        states = [(one["kind"], one["state"]) for one in found]
                        step = f"{row['step']} by {row['name']}"
                        yield f"case {story.number}: {reader} is not told of {step}: {states}"

    def delivered(self) -> Iterator[str]:
        """What counts as sent has arrived with the one it was for; questions in their words."""
        names, shown = self.records.members(), self.arrived.shown()
        rooms = {r["id"]: r["platform"] for r in self.records.rows("SELECT * FROM room")}
        in_teams = {said.id for said in self.arrived.sent()}
        for notice in self.records.notices():
            if notice["state"] != "sent":
                continue
            member = notice["member_id"]
            platform = BY_NAME[names[member]].platform if member else rooms[notice["room_id"]]
            key = f"notice:{notice['key']}"
            number = notice["message_id"].rpartition("|")[2]
            if platform == SLACK and not self._reached(shown.get(key, set()), notice, names):
                yield f"{notice['kind']} of case {notice['enquiry_id']} is not in Slack"
            if platform == TEAMS and number not in in_teams:
                yield f"{notice['kind']} of case {notice['enquiry_id']} is not in Teams"
        yield from self._questions()

    def _reached(self, channels: set[str], notice: Row, names: dict[int, str]) -> bool:
        if not notice["member_id"]:
            return CHANNEL in channels
        there, who = self.arrived.there, BY_NAME[names[notice["member_id"]]]
        return there.slack.person(there.user_of(who)).im in channels

    def _questions(self) -> Iterator[str]:
        for story in self.stories:
            for row, who in audience(story.poster, self.records.log(story.number)):
                if row["step"] in ("asked", "answered"):
                    for name in who:
                        if row["words"] not in self.arrived.private(BY_NAME[name]):
                            yield f"case {story.number}: {name} never read {row['words']!r}"

    @property
    def unexplained(self) -> list[float]:
        """When something was sent that came again, though its sender was told of it and lived."""
        posts = [post for posts in self.arrived.posted().values() for post in posts[:-1]]
        return [said.at for said in [*posts, *self.repeats()] if not self._in_the_air(said)]

    def twice(self) -> Iterator[str]:
        """Nothing twice in Slack's channels; elsewhere only what was in the air."""
        for key, posts in self.arrived.posted().items():
            if len(posts) > 1 and any(post.place == CHANNEL for post in posts):
                yield f"{key} stands {len(posts)} times in Slack's channel"
            for post in posts[:-1]:
                if not self._in_the_air(post):
                    yield f"{key} came again to {post.place}, and was not in the air"
        for said in self.repeats():
            if not self._in_the_air(said):
                yield f"came again in Teams, and was not in the air: {said}"

    def _in_the_air(self, said: Said) -> bool:
        """Whether its sender was never told that it arrived: cut off, or killed meanwhile."""
        spells = ((begun - FLIGHT, ended) for begun, ended in self.spells)
        return not said.told or any(begun <= said.at <= ended for begun, ended in spells)

    def repeats(self) -> list[Said]:
        """In Teams: what no row remembers, in the words or of the card of what one does."""
        notices = self.records.rows("SELECT message_id FROM notice WHERE state = 'sent'")
        cards = self.records.rows("SELECT message_id FROM posting")
        known = {str(row["message_id"]).rpartition("|")[2] for row in notices + cards}
        sent = self.arrived.sent()
        remembered = {_about(said) for said in sent if said.id in known}
        return [said for said in sent if said.id not in known and _about(said) in remembered]

    def order(self) -> Iterator[str]:
        """Of one case, nobody and no room hears of a later step before an earlier one."""
        posted = {key: place for place, key in enumerate(self.arrived.posted())}
        sent = {said.id: place for place, said in enumerate(self.arrived.sent())}
        lines: dict[tuple[int, int | None, int | None], list[tuple[int, str]]] = {}
        for notice in self.records.notices():
            if notice["state"] != "sent" or notice["folds"] is not None or not notice["enquiry_id"]:
                continue
            number = notice["message_id"].rpartition("|")[2]
            place = posted.get(f"notice:{notice['key']}", sent.get(number))
            if place is not None:
                line = (notice["enquiry_id"], notice["member_id"], notice["room_id"])
                lines.setdefault(line, []).append((place, notice["kind"]))
        for line, places in lines.items():
            if places != sorted(places, key=lambda one: one[0]):
                yield f"case, member, room {line} heard {places}"

    # -- shown

    def cards(self) -> Iterator[str]:
        """One card of each case in each room, which shows the case as the rows have it."""
        for story in self.stories:
            in_slack, in_teams = self.arrived.cards(story.number)
            if len(in_slack) != 1 or not in_teams:
                yield f"case {story.number}: {len(in_slack)} cards in Slack, {len(in_teams)} in Teams"
                continue
            kept = self.records.rows(CARDS, case=story.number)
            numbers = {str(row["message_id"]) for row in kept}
            shown = [m for m in in_teams if m.id in numbers]
            texts = [self.arrived.there.slack.text_of(in_slack[0])]
            texts += [self.arrived.there.teams.text_of(message) for message in shown]
            if len(texts) != 2 or in_slack[0]["ts"] not in numbers:
                yield f"case {story.number}: the rows remember other cards: {numbers}"
            for text in texts:
                yield from (
                    f"case {story.number}: {f} in {text!r}" for f in self._card(story, text)
                )
            if any(row["shown"] != row["revision"] for row in kept):
                yield f"case {story.number}: {kept}"

    def _card(self, story: Story, text: str) -> Iterator[str]:
        entries = self.records.rows("SELECT * FROM log WHERE enquiry_id = :c", c=story.number)
        seen = [row for row in entries if row["step"] not in DISCREET]
        if f"Historik ({len(seen)})" not in text:
            yield f"the history has not {len(seen)} lines"
        status = text.partition("\n")[2].partition("Historik")[0]
        handler = BY_KEY[story.handler].name if story.handler else ""
        busy = story.status in ("busy", "waiting")
        if busy != (bool(handler) and handler in status):
            yield f"{story.status}, by {handler}, is not what is told"
        if (story.status == "closed") != ("Avslutat: Företaget fick hjälp" in status):
            yield f"{story.status} is not what is told"
        for one in seen:
            if one["step"] in ("waiting", "closed") and one["words"] not in text:
                yield f"{one['words']!r} is missing"

    def left(self) -> Iterator[str]:
        """Nothing pending, parked or behind."""
        for row in self.records.left():
            yield str(row)


CARDS = (
    "SELECT p.message_id, p.shown, e.revision FROM posting p "
    "JOIN enquiry e ON e.id = p.enquiry_id WHERE e.id = :case"
)


def _about(said: Said) -> tuple[str, str]:
    """What a message in Teams is the same by: a card by its case, the rest by its words."""
    case = case_of(said.words)
    return said.place, f"card {case}" if case else said.words


def _lapsed(notice: Row, later: list[str]) -> bool:
    """Whether a notice was rightly not sent: what it told was no longer true."""
    if notice["state"] != "dropped":
        return False
    if notice["kind"] == "closed":
        return "reopened" in later
    return notice["kind"] == "offered" and bool(ENDS_OFFER & set(later))
