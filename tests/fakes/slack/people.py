"""A person in the workspace: what they do, and what they see."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.finding import buttons_on, fields_on
from tests.fakes.slack.forming import Forming
from tests.fakes.slack.state import Json, User
from tests.fakes.slack.writing import Writing

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack


class Person(Writing, Forming):
    """Somebody with a Slack client in front of them."""

    def __init__(self, fake: FakeSlack, user: str) -> None:
        self.fake = fake
        self.id = user
        self.errors: dict[str, str] = {}
        self.notices: list[str] = []
        """What Slack itself, not the app, has told this person of things that went wrong."""

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.user.name}>"

    @property
    def user(self) -> User:
        return self.fake.state.users[self.id]

    @property
    def views(self) -> list[Json]:
        """The open modals, the one on top last."""
        with self.fake.state.lock:
            stack = self.fake.state.stacks.get(self.id, [])
            return [copy.deepcopy(self.fake.state.views[v]) for v in stack]

    @property
    def view(self) -> Json | None:
        """The modal on top, with its blocks and what is filled in."""
        views = self.views
        return views[-1] if views else None

    @property
    def home(self) -> Json | None:
        with self.fake.state.lock:
            found = self.fake.state.views.get(self.fake.state.homes.get(self.id, ""))
            return copy.deepcopy(found)

    @property
    def inbox(self) -> list[Json]:
        """The direct conversation with the bot, oldest first."""
        with self.fake.state.lock:
            channel = self.fake.state.im_with(self.id).id
        return self.fake.messages(channel)

    @property
    def im(self) -> str:
        """The id of the direct conversation with the bot."""
        with self.fake.state.lock:
            return self.fake.state.im_with(self.id).id

    def private(self, channel: str | None = None) -> list[Json]:
        """What only this person sees, oldest first; of one channel or of all."""
        with self.fake.state.lock:
            seen = [m for m in self.fake.state.ephemerals if m["to"] == self.id]
            return copy.deepcopy([m for m in seen if channel in (None, m["channel"])])

    def read(self, thing: Any = None) -> str:
        """All words of a thing, by default of the modal on top."""
        return self.fake.text_of(self.view if thing is None else thing)

    def buttons(self, thing: Any = None) -> list[str]:
        return buttons_on(self.view if thing is None else thing)

    def fields(self, view: Json | None = None) -> dict[str, list[str]]:
        """Each field's label, with the texts of its options."""
        return fields_on(view or self.view)
