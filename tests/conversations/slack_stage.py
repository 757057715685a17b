"""Slack as a stage: the real front end before the stateful fake, by signed requests or a socket."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Coroutine
from typing import Any

from bot.desk.buttons import ASKS
from bot.handlers.slack import forms
from bot.handlers.slack.app import PATH, connect
from bot.handlers.slack.inbound import PLATFORM
from tests.conversations import kits
from tests.conversations.backstage import Backstage
from tests.conversations.normal import FORM_WAITS, OPEN_FORM
from tests.conversations.people import ROOM, Someone
from tests.conversations.sheets import Lines, Sheet
from tests.conversations.stages import ALOUD, ANSWER, PATIENCE, Card, Held, On, Stage
from tests.fakes.slack import FakeSlack, Person
from tests.fakes.slack.finding import find_button
from tests.fakes.slack.state import TEAM

Json = dict[str, Any]
CHANNEL = "C0EXPORT"
SIX_LINES_TWO_BUTTONS = 8
UPLOAD = "upload"
"""The bytes of a file on their way: Slack answers with no more than a status."""


class SlackStage(Stage):
    """A workspace with a channel, and the front end on a server in a thread of its own."""

    platform, workspace = PLATFORM, TEAM
    by_socket = False

    def __init__(self, behind: Backstage) -> None:
        super().__init__(behind)
        self.fake = FakeSlack().__enter__()
        self.fake.patience = self.fake.trigger_seconds = PATIENCE
        self.fake.add_channel(CHANNEL, ROOM)
        self.front = connect(
            self.desk,
            self.clock.now,
            token=self.fake.bot_token,
            api_url=self.fake.api_url,
            app_token=self.fake.app_token if self.by_socket else "",
            signing_secret=self.fake.signing_secret,
        )
        self._sends_with(self.front.outbound)
        self.front.wakes(behind.wake)
        address = behind.served.add(self.front)
        self._run(self.front.installation.identify())
        if self.by_socket:
            self.fake.wait_connected()
        else:
            self.fake.serve_events_to(f"{address}{PATH}")
        self._answers: dict[str, Json] = {}
        self._welcome: Json | None = None

    def close(self) -> None:
        self.fake.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.behind.served.run(work)

    def _settle(self) -> None:
        """Until nothing is under way, in either direction."""
        self._run(self.front.installation.settled())
        while self.fake.courier.tasks:
            time.sleep(0.005)
        self._run(self.front.installation.settled())

    # -- who is here

    @staticmethod
    def user_of(who: Someone) -> str:
        return f"U0{who.key.upper()}"

    def add_room(self, *, meets: bool) -> None:
        self._keep_room(CHANNEL, meets)
        self.fake.state.channels[CHANNEL].members.add(self.fake.bot_user)

    def bot_arrives(self, by: Someone) -> None:
        self.fake.invite_bot(CHANNEL, by=self.user_of(by))
        self._settle()
        self._deliver()
        (self._welcome,) = self._bots()
        assert len(self._said(self._welcome)) == SIX_LINES_TWO_BUTTONS

    def arrives(self, who: Someone) -> None:
        self.people[who.key] = who
        locale = {"sv": "sv-SE", "en": "en-GB"}[who.lang]
        self.fake.add_user(self.user_of(who), who.name, email=who.email, locale=locale)
        self.fake.join(CHANNEL, self.user_of(who))

    def _as(self, who: Someone) -> Person:
        return self.fake.person(self.user_of(who))

    # -- what people do

    def _does(self, who: Someone, act: Any, *, in_form: bool = False) -> Lines:
        """Do something; returns what the one who did it is told, wherever Slack shows it."""
        person = self._as(who)
        if not in_form and person.view is not None:
            person.close(all_of_them=True)
        before = {thing["ts"] for thing in self._private_things(person)}
        act(person)
        self._settle()
        new = [thing for thing in self._private_things(person) if thing["ts"] not in before]
        told = [line for thing in new for line in kits.body_lines(thing["blocks"])]
        if new:
            self._answers[who.key] = new[-1]
        view = person.view
        if view is not None and view["callback_id"] == forms.ANSWER:
            self._answers[who.key] = view
            told += kits.body_lines(view["blocks"])
        elif view is not None:
            told += self._form(who).intro
        if _is_behind_a_button(told[-2:]):
            return told[:-2] + self._press(who, told[-1][1:-1], ANSWER, "")
        return told

    def _private_things(self, person: Person) -> list[Json]:
        letters = [m for m in person.inbox if m["user"] == self.fake.bot_user]
        return [*person.private(), *letters]

    def _say(self, who: Someone, words: str) -> Lines:
        return self._does(who, lambda person: person.mention(words, CHANNEL))

    def _command(self, who: Someone, command: str, words: str) -> Lines:
        if command not in ("/hanvisa", "/referral"):
            command, words = "/exportlots", f"{command.removeprefix('/')} {words}".strip()
        return self._does(who, lambda person: person.slash(command, words, CHANNEL))

    def _private(self, who: Someone, words: str) -> Lines:
        return self._does(who, lambda person: person.direct(words))

    def _in_thread(self, who: Someone, case: int, words: str) -> Lines:
        root = self._message_of(case)["ts"]
        return self._does(who, lambda person: person.mention(words, CHANNEL, thread=root))

    def _own_page(self, who: Someone) -> Lines:
        told = self._does(who, lambda person: person.open_home())
        home = self._as(who).home
        assert home is not None
        self._answers[who.key] = home
        return [*told, *kits.body_lines(home["blocks"])]

    def _press(self, who: Someone, label: str, on: On, beside: str) -> Lines:
        thing = self._thing(who, on, label)
        blocks = [b for b in thing["blocks"] if beside in "\n".join(kits.body_lines([b]))]
        _, element, option = find_button(blocks if beside else thing["blocks"], label)
        shown = (option or element)["text"]["text"]
        assert shown == label, f"no button {label!r}, only {shown!r}"
        wanted = str((option or element)["value"])
        told = self._does(
            who,
            lambda person: person.press(thing, wanted, stale=isinstance(on, Held)),
            in_form=thing.get("type") == "modal",
        )
        if "confirm" in element:
            return [element["confirm"]["text"]["text"], *told]
        return self._sure(who, told) if option is not None and _asks(wanted) else told

    def _sure(self, who: Someone, told: Lines) -> Lines:
        """A menu's line cannot ask first: the desk has asked in private, and is told yes."""
        question, button = told
        return [question, *self._press(who, button[1:-1], ANSWER, "")]

    def _thing(self, who: Someone, on: On, label: str) -> Json:
        if isinstance(on, Held):
            held: Json = on.thing
            return held
        if isinstance(on, Card):
            return self._message_of(on.case)
        if on == ANSWER:
            return self._answers[who.key]
        if on == ALOUD:
            return self._answer_for_all()
        letters = [m for m in self._as(who).inbox if label in self.fake.buttons_of(m)]
        return letters[-1]

    # -- forms

    def has_form(self, who: Someone) -> bool:
        view = self._as(who).view
        return view is not None and view["callback_id"] == forms.FORM

    def _form(self, who: Someone) -> Sheet:
        person = self._as(who)
        assert person.view is not None
        return kits.sheet(person.view, person.errors)

    def _fill(self, who: Someone, label: str, value: str | tuple[str, ...]) -> None:
        person = self._as(who)
        assert label in [one.label for one in self._form(who).fields], label
        person.fill(None, label, value if isinstance(value, str) else list(value))
        self._settle()

    def _send(self, who: Someone) -> Lines:
        return self._does(who, lambda person: person.submit(), in_form=True)

    # -- what people see

    def _bots(self) -> list[Json]:
        return [m for m in self.fake.messages(CHANNEL) if m["user"] == self.fake.bot_user]

    def _message_of(self, case: int | str) -> Json:
        return next(m for m in self._bots() if case in (_case_of(m), _title(m)))

    def cases(self) -> list[int]:
        return [case for m in self._bots() if (case := _case_of(m))]

    def hold(self, who: Someone, case: int) -> Held:
        return Held(self._message_of(case))

    def _said(self, message: Json) -> Lines:
        if message["user"] == self.fake.bot_user:
            return kits.body_lines(message["blocks"])
        name = self.fake.state.users[message["user"]].name
        return [f"{name}: {line}" for line in self.fake.text_of(message).split("\n")]

    def _card(self, case: int | str) -> Lines:
        return self._said(self._message_of(case))

    def _thread(self, case: int) -> Lines:
        lines = self.fake.thread(CHANNEL, self._message_of(case)["ts"])
        return [line for message in lines for line in self._said(message)]

    def _answer_for_all(self) -> Json:
        """What the bot said last under what somebody else had said."""
        own = {m["ts"] for m in self._bots()}
        return [m for m in self._bots() if m.get("thread_ts", m["ts"]) not in own][-1]

    def _aloud(self) -> Lines:
        return self._said(self._answer_for_all())

    def _inbox(self, who: Someone) -> Lines:
        said = [self._said(message) for message in self._as(who).inbox]
        return [line for lines in said if not _is_behind_a_button(lines) for line in lines]

    def _room(self) -> Lines:
        posts = [m for m in self.fake.messages(CHANNEL) if m.get("thread_ts", m["ts"]) == m["ts"]]
        shown = [m for m in posts if self._welcome is None or m["ts"] != self._welcome["ts"]]
        return [line for message in shown for line in self._said(message)]

    # -- what happens beside

    def _deliver(self) -> None:
        self._run(self.behind.delivery.deliver())

    def _tick(self) -> None:
        self._run(self.behind.jobs.tick())
        self._deliver()

    def faults(self) -> list[str]:
        found = list(self.fake.violations)
        found += [
            f"{c.method}: {c.result}"
            for c in self.fake.calls
            if c.method != UPLOAD and not (c.result or {}).get("ok")
        ]
        found += [
            f"{d.kind}: {d.reason}" for d in self.fake.deliveries if d.sent and not d.acknowledged
        ]
        for who in self.people.values():
            found += self._as(who).notices
        return found


class SocketStage(SlackStage):
    """The same over Socket Mode."""

    by_socket = True


def _title(message: Json) -> str:
    """The first words of a card; empty for what is none."""
    first = (message.get("blocks") or [{"type": ""}])[0]
    return str(first["text"]["text"]) if first["type"] == "header" else ""


def _case_of(message: Json) -> int:
    found = re.match(r"Ärende (\d+)", _title(message))
    return int(found[1]) if found else 0


def _is_behind_a_button(lines: Lines) -> bool:
    return len(lines) == 2 and lines[0] in FORM_WAITS and lines[1][1:-1] in OPEN_FORM


def _asks(value: str) -> bool:
    """Whether a menu's line is asked about afterwards: such a one goes without its revision."""
    command, args, _ = json.loads(value)
    return command in ASKS and "revision" not in args
