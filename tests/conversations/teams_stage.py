"""Teams as a stage: the real front end before the stateful fake, by signed activities over HTTP."""

from __future__ import annotations

import re
from collections.abc import Coroutine
from typing import Any

from bot.handlers.teams.app import PATH, connect
from bot.handlers.teams.inbound import PLATFORM
from bot.handlers.teams.references import CHANNEL, PERSONAL, Reference
from tests.conversations import teams_kits as kits
from tests.conversations.backstage import Backstage
from tests.conversations.normal import ANSWERED
from tests.conversations.people import ROOM, Someone
from tests.conversations.sheets import Lines, Sheet, lines_of
from tests.conversations.stages import ALOUD, ANSWER, INBOX, PATIENCE, Card, Held, On, Stage
from tests.conversations.teams_screens import Screen
from tests.fakes.teams import FakeTeams, Message, Person
from tests.fakes.teams.state import BOT, TENANT, Human

SIX_LINES_TWO_BUTTONS = 8
GROWS = 3
"""How often a form may bring more questions before it is taken."""


class TeamsStage(Stage):
    """A team with a channel, and the front end on a server in a thread of its own."""

    platform, workspace = PLATFORM, TENANT
    old_clients = False

    def __init__(self, behind: Backstage) -> None:
        super().__init__(behind)
        self.fake = FakeTeams().__enter__()
        self.fake.patience = PATIENCE
        self._team = self.fake.add_team("Exportcenter Väst")
        self._channel = self.fake.add_channel(self._team, ROOM)
        self.front = connect(
            self.desk,
            self.clock.now,
            app_id=self.fake.app_id,
            password=self.fake.password,
            tenant=self.fake.tenant,
            openid_url=self.fake.openid_url,
            login=self.fake.login,
        )
        self._sends_with(self.front.outbound)
        self.front.wakes(behind.wake)
        self.fake.serve(f"{behind.served.add(self.front)}{PATH}")
        self._screens: dict[str, Screen] = {}
        self._for_all: set[str] = set()
        """Answers for everybody that were looked at, as a dialogue looks at each."""
        self._beside: set[str] = set()
        """What stands in the channel for what nobody sees elsewhere: a command, the welcome."""

    def close(self) -> None:
        self.fake.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.behind.served.run(work)

    # -- who is here

    @staticmethod
    def user_of(who: Someone) -> str:
        return Human(who.key, who.name).aad

    def reference_of(self, who: Someone) -> str:
        account = Human(who.key, who.name).id
        url = self.fake.service_url
        return Reference(url, TENANT, BOT, PERSONAL, account, who.name).kept()

    def add_room(self, *, meets: bool) -> None:
        self.fake.state.teams[self._team].installed = True
        reference = Reference(self.fake.service_url, TENANT, BOT, CHANNEL).kept()
        self._keep_room(self._channel, meets, reference=reference, within=self._team)

    def bot_arrives(self, by: Someone) -> None:
        self.fake.install(self._team, by.key, selected=self._channel)
        self._settle()
        self._deliver()
        (welcome,) = self._bots()
        self._beside.add(welcome.id)
        assert len(self._said(welcome)) == SIX_LINES_TWO_BUTTONS

    def arrives(self, who: Someone) -> None:
        self.people[who.key] = who
        locale = {"sv": "sv-SE", "en": "en-GB"}[who.lang]
        old = self.old_clients
        self.fake.add_person(who.key, who.name, email=who.email, locale=locale, old_client=old)
        self.fake.join(self._team, who.key)

    def _as(self, who: Someone) -> Screen:
        if who.key not in self._screens:
            self._screens[who.key] = Screen(self.fake.person(who.key), self._settle)
        return self._screens[who.key]

    # -- what people do

    def _settle(self) -> None:
        self._run(self.front.installation.settled())

    def _say(self, who: Someone, words: str) -> Lines:
        return self._as(who).does(lambda it: it.mention(words, self._channel), aside=True)

    def _command(self, who: Someone, command: str, words: str) -> Lines:
        """There are none in Teams: the same words in a mention, which others see."""
        typed = f"{command.removeprefix('/')} {words}".strip()

        def mention(person: Person) -> None:
            asked = person.mention(typed, self._channel).message
            self._beside.add(asked.id if asked is not None else "")

        return self._as(who).does(mention, aside=True)

    def _private(self, who: Someone, words: str) -> Lines:
        return self._as(who).does(lambda it: it.direct(words))

    def _in_thread(self, who: Someone, case: int, words: str) -> Lines:
        under = self._message_of(case)
        return self._as(who).does(lambda it: it.mention(words, thread=under), aside=True)

    def _own_page(self, who: Someone) -> Lines:
        """There is none in Teams: it is asked for in the chat."""
        screen = self._as(who)
        return screen.does(lambda it: screen.put_beside(it.direct("hem").message), aside=True)

    def _press(self, who: Someone, label: str, on: On, beside: str) -> Lines:
        seen = on.thing if isinstance(on, Held) else None
        return self._as(who).press(self._thing(who, on, label), label, seen=seen, beside=beside)

    def _thing(self, who: Someone, on: On, label: str) -> kits.Thing:
        if isinstance(on, Held):
            held: Message = on.thing
            return held
        if isinstance(on, Card):
            return self._message_of(on.case)
        if on == ANSWER:
            return self._as(who).answer
        if on == ALOUD:
            return self._answer_for_all()
        assert on == INBOX
        return [m for m in self._as(who).letters if label in self.fake.buttons_of(m)][-1]

    # -- forms

    def has_form(self, who: Someone) -> bool:
        return self._as(who).has_form

    def _form(self, who: Someone) -> Sheet:
        return self._as(who).sheet()

    def _fill(self, who: Someone, label: str, value: str | tuple[str, ...]) -> None:
        """As people do: what is not asked yet is asked when the form has been sent once."""
        screen = self._as(who)
        if not screen.offers(label, value):
            screen.submit()
            assert screen.has_grown(), f"sending did not bring {label!r} with {value!r}"
        screen.fill(label, value)

    def _send(self, who: Someone) -> Lines:
        """As people do: again, where sending has only brought more questions."""
        screen = self._as(who)
        told = screen.submit()
        for _ in range(GROWS):
            if not screen.has_grown():
                break
            self._filled_in = self.form(who).lines()
            told = screen.submit()
        return told

    # -- what people see

    def _bots(self) -> list[Message]:
        return [m for m in self.fake.threads(self._channel) if m.author == "bot"]

    def _message_of(self, case: int | str) -> Message:
        return next(m for m in self._bots() if case in (_case_of(m), _title(m)))

    def cases(self) -> list[int]:
        return [case for m in self._bots() if (case := _case_of(m))]

    def hold(self, who: Someone, case: int) -> Held:
        return Held(self._message_of(case))

    def _said(self, message: Message) -> Lines:
        if message.author == "bot":
            return kits.message_lines(message)
        name = self.fake.person(message.author).human.name
        return [f"{name}: {line}" for line in lines_of(self.fake.text_of(message))]

    def _card(self, case: int | str) -> Lines:
        return self._said(self._message_of(case))

    def _thread(self, case: int) -> Lines:
        found = self.fake.thread(self._message_of(case))
        return [line for message in found for line in self._said(message)]

    def _answer_for_all(self) -> Message:
        """What the bot said last under what somebody else had said."""
        questions = [m for m in self.fake.threads(self._channel) if m.author != "bot"]
        said = [m for question in questions for m in self.fake.thread(question)]
        return [m for m in said if m.author == "bot"][-1]

    def _aloud(self) -> Lines:
        found = self._answer_for_all()
        self._for_all.add(found.id)
        return self._said(found)

    def _inbox(self, who: Someone) -> Lines:
        return self._as(who).lines(self._said)

    def _room(self) -> Lines:
        shown = [m for m in self.fake.threads(self._channel) if m.id not in self._beside]
        return [line for message in shown for line in self._said(message)]

    # -- what happens beside

    def _deliver(self) -> None:
        self._run(self.behind.delivery.deliver())

    def _tick(self) -> None:
        self._run(self.behind.jobs.tick())
        self._deliver()

    def faults(self) -> list[str]:
        found = list(self.fake.violations)
        found += [f"{c.method}: {c.status} {c.result}" for c in self.fake.calls if c.status >= 400]
        found += [
            f"{d.name}: {d.status} {d.reason}"
            for d in self.fake.deliveries
            if d.sent and not d.taken
        ]
        found += [f"in the thread of a question: {line}" for line in self._said_for_all()]
        for who in self.people.values():
            found += self._as(who).person.notices
        return found

    def _said_for_all(self) -> Lines:
        """What stands below questions, for everybody, besides where their answers are."""
        questions = [m for m in self.fake.threads(self._channel) if m.author != "bot"]
        said = [m for question in questions for m in self.fake.thread(question)]
        answers = [self._said(m) for m in said if m.id not in self._for_all]
        return [line for lines in answers for line in lines if line not in ANSWERED]


class OldTeamsStage(TeamsStage):
    """The same with clients that know neither dialogs nor `Action.Execute`."""

    old_clients = True


def _case_of(message: Message) -> int:
    """The case whose card it is."""
    found = re.match(r"Ärende (\d+)", _title(message))
    return int(found[1]) if found else 0


def _title(message: Message) -> str:
    """The first words of a card."""
    return (kits.said(message.cards) or [""])[0]
