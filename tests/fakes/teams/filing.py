"""What people do with files in their own chat with the bot: send one, say yes or no to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.teams import activities
from tests.fakes.teams.cards import NotThere
from tests.fakes.teams.deliveries import Delivery
from tests.fakes.teams.state import Human, Json, Message
from tests.fakes.teams.storing import CONSENT, attached, new_file, upload_info
from tests.fakes.teams.writing import Writing

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams


class Filing(Writing):
    """Part of Person."""

    fake: FakeTeams
    human: Human

    def send_file(self, name: str, data: bytes, text: str = "", *, times: int = 1) -> Delivery:
        """Send a file to the bot, perhaps several times over in one message.

        Teams puts it into one's own OneDrive first.
        """
        with self.fake.state.lock:
            where = self.fake.state.chat_with(self.human)
            stored = new_file(self.fake, self.human.key, name, data)
            _, delivery = self._post(where, "", text)
            delivery.activity["attachments"] = [attached(self.fake, stored)] * times
        return self._bring(delivery)

    def offers(self) -> list[Message]:
        """The files that the bot asks whether to save, oldest first."""
        with self.fake.state.lock:
            chat = self.fake.state.chat_with(self.human)
            return [m for m in chat.messages if m.author == "bot" and _offer(m) is not None]

    def answer_offer(self, message: Message, *, accept: bool = True) -> Delivery:
        """Press "Allow" or "Decline" under a file that the bot asks about."""
        offer = _offer(message)
        if offer is None:
            raise NotThere("no file is offered there")
        content = offer["content"]
        with self.fake.state.lock:
            where = self.fake.state.conversations[message.conversation]
            value: Json = {"type": "fileUpload", "action": "accept" if accept else "decline"}
            value["context"] = content["acceptContext" if accept else "declineContext"]
            if accept:
                stored = new_file(self.fake, self.human.key, str(offer["name"]))
                value["uploadInfo"] = upload_info(self.fake, stored)
            activity = activities.invoke(
                self.fake, self.human, where, "fileConsent/invoke", value, on=message.id
            )
        return self._bring(Delivery(activity))

    @property
    def saved(self) -> dict[str, bytes]:
        """What is in one's OneDrive, by name."""
        mine = [s for s in self.fake.stored.values() if s.owner == self.human.key]
        return {stored.name: stored.data for stored in mine if stored.data is not None}


def _offer(message: Message) -> Json | None:
    found = message.activity.get("attachments") or []
    return next((one for one in found if one.get("contentType") == CONSENT), None)
