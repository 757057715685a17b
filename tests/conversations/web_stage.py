"""The web room as a stage: the real application, its pages read as a browser without script does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from urllib.parse import urlencode

import httpx

from bot.handlers.web.app import create
from bot.handlers.web.outbound import PLATFORM, WORKSPACE, WebOutbound
from bot.handlers.web.setup import Room
from tests.conversations import pages
from tests.conversations.backstage import Backstage
from tests.conversations.filling import contents, fill
from tests.conversations.markup import Node, parsed
from tests.conversations.people import KARIN, ROOM, Someone
from tests.conversations.sheets import Lines, Sheet
from tests.conversations.stages import ALOUD, ANSWER, Card, Held, On, Stage

_ASCII = str.maketrans("åäöé", "aaoe")


class WebStage(Stage):
    """Pages over ASGI, on an event loop of this stage's own."""

    platform, workspace = PLATFORM, WORKSPACE

    def __init__(self, behind: Backstage) -> None:
        super().__init__(behind)
        outbound = WebOutbound((ROOM,), self.clock.now)
        self._sends_with(outbound)
        self._app = create(
            self.desk,
            outbound,
            self.clock,
            people=[],
            rooms=[Room(ROOM, ROOM)],
            on_moved=self._moved,
            wake=behind.wake,
        )
        self._runner = asyncio.Runner()
        self._browser = httpx.AsyncClient(
            transport=httpx.ASGITransport(self._app),
            base_url="http://127.0.0.1:8000",
        )
        self._forms: dict[str, Node] = {}
        self._answers: dict[str, Node] = {}

    def close(self) -> None:
        self._runner.run(self._browser.aclose())
        self._runner.close()

    # -- who is here

    @staticmethod
    def user_of(who: Someone) -> str:
        return re.sub("[^a-z]+", "-", who.name.lower().translate(_ASCII))

    def add_room(self, *, meets: bool) -> None:
        self._keep_room(ROOM, meets)

    def bot_arrives(self, by: Someone) -> None:
        self.add_room(meets=False)

    def arrives(self, who: Someone) -> None:
        self.people[who.key] = who
        self._ask(
            "POST", "/ny", urlencode({"name": who.name, "email": who.email, "lang": who.lang})
        )

    # -- pages

    def _ask(self, method: str, url: str, body: str = "") -> str:
        """A page; nothing where the answer only says to look at the room again."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        asked = self._browser.request(method, url, content=body, headers=kind)
        answer = self._runner.run(asked)
        assert answer.status_code in (200, 303), (method, url, answer.status_code, answer.text)
        return answer.text

    def _post(self, who: Someone, url: str, fields: Iterable[tuple[str, str]]) -> Node | None:
        """Send a page's form; returns the form that comes back, if one does."""
        text = self._ask("POST", f"/som/{self.user_of(who)}/{url}", urlencode(list(fields)))
        return parsed(text).one("form", id="form") if text else None

    def _page(self, who: Someone, where: str) -> Node:
        return parsed(self._ask("GET", f"/som/{self.user_of(who)}/{where}"))

    def _in_room(self, who: Someone) -> Node:
        return self._page(who, f"rum/{ROOM}")

    def _in_private(self, who: Someone) -> list[Node]:
        return list(self._page(who, "direkt").one(id="flow").all("li", "post"))

    def _private_things(self, who: Someone) -> dict[str, bool]:
        """The ids of what only this person is told, and whether it stands in the room."""
        timeline, user = self._app.state.hall.timeline, self.user_of(who)
        answers = [it.id for it in timeline.whispers(user, ROOM)]
        letters = [it.id for it in timeline.direct(user) if not it.author]
        return dict.fromkeys(answers, True) | dict.fromkeys(letters, False)

    def _does(self, who: Someone, url: str, fields: list[tuple[str, str]]) -> Lines:
        """Post something; returns what the one who did it is told."""
        before = self._private_things(who)
        self._forms.pop(who.key, None)
        form = self._post(who, url, fields)
        if form is not None and form.has("brief"):
            return self._sure(who, form)
        if form is not None:
            self._forms[who.key] = form
        return self._told(who, before) + (self._form(who).intro if form is not None else [])

    def _told(self, who: Someone, before: dict[str, bool]) -> Lines:
        """What is new of the private things, read on the pages where it stands."""
        page, nodes = Node(""), []
        for it, in_room in self._private_things(who).items():
            if it not in before:
                if page.maybe(id=it) is None:
                    page = self._in_room(who) if in_room else self._page(who, "direkt")
                nodes.append(_said(page.one(id=it)))
        if nodes:
            self._answers[who.key] = nodes[-1]
        return [line for node in nodes for line in pages.body_lines(node)]

    def _sure(self, who: Someone, form: Node) -> Lines:
        """The question before a step that cannot be undone, answered with yes."""
        question = form.one("p", "line").text().strip()
        fields = [(it.attrs["name"], it.attrs["value"]) for it in form.all("input", type="hidden")]
        return [question, *self._does(who, "tryck", [*fields, ("sure", "1")])]

    # -- what people do

    def _write(self, who: Someone, text: str, channel: str, root: str = "") -> Lines:
        key = f"{who.key}-{self.clock.now().timestamp()}"
        anchor = f"t:{root}" if root else "flow"
        spot = [("channel", channel), ("thread", root), ("anchor", anchor)]
        return self._does(who, "rad", [*spot, ("key", key), ("text", text)])

    def _say(self, who: Someone, words: str) -> Lines:
        return self._write(who, f"@Exportlots {words}", ROOM)

    def _command(self, who: Someone, command: str, words: str) -> Lines:
        return self._write(who, f"{command} {words}".strip(), ROOM)

    def _private(self, who: Someone, words: str) -> Lines:
        return self._write(who, words, "")

    def _in_thread(self, who: Someone, case: int, words: str) -> Lines:
        return self._write(who, f"@Exportlots {words}", ROOM, self._post_of(who, case).id)

    def _own_page(self, who: Someone) -> Lines:
        return self._command(who, "/hem", "")

    def _press(self, who: Someone, label: str, on: On, beside: str) -> Lines:
        form, button = self._button(self._places(who, on), label, beside)
        fields = [(it.attrs["name"], it.attrs["value"]) for it in form.all("input", type="hidden")]
        return self._does(who, "tryck", [*fields, ("press", button.attrs["value"])])

    def _places(self, who: Someone, on: On) -> list[Node]:
        if isinstance(on, Held):
            return [on.thing]
        if isinstance(on, Card):
            return [_said(self._post_of(who, on.case))]
        if on == ANSWER:
            return [self._answers[who.key]]
        if on == ALOUD:
            return [_said(self._answer_for_all())]
        return [_said(post) for post in reversed(self._in_private(who)) if post.has("bot")]

    @staticmethod
    def _button(places: list[Node], label: str, beside: str) -> tuple[Node, Node]:
        there = []
        for place in places:
            for row in (r for r in place.all("tr") if beside) if beside else [place]:
                if beside not in row.text():
                    continue
                for form in row.all("form", "buttons"):
                    for button in form.all("button"):
                        there.append(button.text().strip())
                        if there[-1] == label:
                            return form, button
        raise LookupError(f"no button {label!r} beside {beside!r}; there are {there}")

    # -- forms

    def has_form(self, who: Someone) -> bool:
        return who.key in self._forms

    def _form(self, who: Someone) -> Sheet:
        return pages.sheet(self._forms[who.key])

    def _fill(self, who: Someone, label: str, value: str | tuple[str, ...]) -> None:
        form = self._forms[who.key]
        known = [one.label for one in pages.sheet(form).fields]
        node = list(form.all("div", "field"))[known.index(label)]
        fill(node, (value,) if isinstance(value, str) else value)
        if "data-refreshes" in node.attrs:
            drawn = self._post(who, "formular", [*contents(form), ("_refresh", "1")])
            assert drawn is not None
            self._forms[who.key] = drawn

    def _send(self, who: Someone) -> Lines:
        return self._does(who, "formular", [*contents(self._forms[who.key]), ("_send", "1")])

    # -- what people see

    def _posts(self, who: Someone = KARIN) -> list[Node]:
        flow = self._in_room(who if who.key in self.people else next(iter(self.people.values())))
        return [
            post
            for post in flow.one(id="flow").all("li", "post")
            if not post.children[-1].has("whisper")
        ]

    def _post_of(self, who: Someone, case: int | str) -> Node:
        return next(post for post in self._posts(who) if case in (_case_of(post), _title(post)))

    def cases(self) -> list[int]:
        return [case for post in self._posts() if (case := _case_of(post))]

    def hold(self, who: Someone, case: int) -> Held:
        return Held(_said(self._post_of(who, case)))

    def _card(self, case: int | str) -> Lines:
        return pages.said_in(self._post_of(KARIN, case), room=True)

    def _thread(self, case: int) -> Lines:
        lines = self._post_of(KARIN, case).all("li", "thread-line")
        return [line for node in lines for line in pages.said_in(node, room=True)]

    def _answer_for_all(self) -> Node:
        """What the bot said last under what somebody had said."""
        lines = [line for post in self._posts() for line in post.all("li", "thread-line")]
        return [line for line in lines if line.has("bot")][-1]

    def _aloud(self) -> Lines:
        return pages.said_in(self._answer_for_all(), room=True)

    def _inbox(self, who: Someone) -> Lines:
        return [line for post in self._in_private(who) for line in pages.said_in(post)]

    def _room(self) -> Lines:
        return [line for post in self._posts() for line in pages.said_in(post, room=True)]

    # -- what happens beside

    def _deliver(self) -> None:
        self._runner.run(self.behind.delivery.deliver())

    async def _moved(self) -> None:
        await self.behind.jobs.tick()
        await self.behind.delivery.deliver()

    def _tick(self) -> None:
        self._runner.run(self._moved())

    def faults(self) -> list[str]:
        return []


def _said(post: Node) -> Node:
    return post.maybe("div", "body") or post


def _title(post: Node) -> str:
    """The first words of a card; empty for what is none."""
    title = post.maybe("h2")
    return title.text().strip() if title and post.has("bot") else ""


def _case_of(post: Node) -> int:
    found = re.match(r"Ärende (\d+)", _title(post))
    return int(found[1]) if found else 0
