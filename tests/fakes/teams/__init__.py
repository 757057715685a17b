"""Microsoft Teams on the loopback address, with people in it, for a bot's tests.

    with FakeTeams() as teams:
        sara = teams.add_person("sara", "Sara Lind", email="sara@brg.example", locale="sv-SE")
        teams.add_person("eva", "Eva Berg", tenant=ELSEWHERE)          # of another tenant
        team = teams.add_team("Exportcenter", "sara", installed=True)  # its id: that of General
        channel = teams.add_channel(team, "Ärenden", "eva", shared=True)
        chat = teams.add_chat("Tre små kommuner", "sara", installed=True)   # add_two: without the bot

The bot under test: `connect(..., app_id=teams.app_id, password=teams.password,
tenant=teams.tenant, openid_url=teams.openid_url, login=teams.login)`, served over HTTP; then
`teams.serve("http://127.0.0.1:PORT/api/messages")`. With `FakeTeams(local=True)` no tokens.

What people do waits for the bot's answer and returns a `Delivery` (activity, status, body, ms,
reason, message; `sent` is false where the client itself did all, or refused):

    asked = sara.mention("hänvisa ...")          # the first channel; thread=message replies
    card = teams.messages(channel)[-1]           # Message: text, cards, summary, author, root
    sara.press(card, "Jag tar det")              # by title; Action.Execute, Submit, task/fetch
    sara.dialog; sara.lines(); sara.fields()     # what opened, what it says, what it asks
    sara.fill(None, "Kommun", "Alings")          # None: the dialog; types in a search field too
    sara.submit({"Behov": "Sälja", "Marknad": ["Norge", "Finland"]})   # fills and sends
    sara.errors()                                # what the client itself says, by label
    sara.direct("mina"); sara.letters            # the chat with the bot; what it wrote there
    sara.extension("refer", asked)               # a message extension on a message
    sara.edit(asked, "..."); sara.delete(asked)  # told where `teams.reads_threads`, and in chats

What is seen: `person.lines(thing)` and `read` (a thing is a Message, a Delivery, None for the
dialog; `folded=False` leaves out what is not unfolded), `buttons`, `fields`, `filled(label)`,
`toasts`, `notices` (what Teams says went wrong), `links`; `teams.messages(id)`, `threads(id)`,
`thread(message)`, `text_of(thing)`, `pings_of(message)`, `teams.calls`, `called("send")`,
`teams.deliveries`. Everything the bot sends is checked: a test ends with
`assert teams.violations == []`. `teams.patience` is how long Teams waits.

What happens: `install(where, by, selected=channel)`, `uninstall`, `join`, `leave`,
`create_channel`, `rename_channel`, `delete_channel`, `restore_channel`, `rename_team`,
`archive_team`, `unarchive_team`, `delete_team`, `restore_team`, `again()` (the last activity once
more), `send(activity)`, `post_raw(bytes)`. `person.human.blocked`, `.personal`, `.old_client`.

What goes wrong: `teams.plan("send", 429, "TooManyRequests", retry_after=2, times=3)`, also with
`hang`, `close`, `applied`; `teams.limits = True`; `teams.keys.down`, `teams.keys.rotate()`;
`teams.login.down`, `.broken`, `.error`, `.forget()`; `teams.token(exp=0, without=("iss",))`.
"""

from tests.fakes.teams.cards import NotThere
from tests.fakes.teams.deliveries import Delivery
from tests.fakes.teams.dialogs import Dialog
from tests.fakes.teams.fake import FakeTeams
from tests.fakes.teams.people import Person
from tests.fakes.teams.state import ELSEWHERE, Call, Message

__all__ = ["ELSEWHERE", "Call", "Delivery", "Dialog", "FakeTeams", "Message", "NotThere", "Person"]
