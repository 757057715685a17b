"""What a platform legitimately shows in its own way, and how it is made equal. All of it.

| What | Web room | Slack | Teams | Compared as |
|---|---|---|---|---|
| the state of a case | a coloured dot | a coloured sign before the words | as on Slack | the words |
| rarer steps | a menu "Fler steg" | a menu in a room, a line "Fler steg" in private | behind "…" in a room, folded under "Fler steg" in private | the steps |
| rarer steps in a room | all | the first five, the rest under "Visa" | all, and the fourth and fifth of the others among them | the first five; "Visa" last |
| a step that cannot be undone | a question on a page | Slack's own question; from a menu a private one | a question in a dialog, or unfolded below the button | the question |
| lists | columns with headings | two lines a row, no headings | as on Slack | the two lines |
| bulleted lines | a list | a list, or a sign before each line | a sign before each line | the lines |
| a member's name in a sentence | marked with @ | plain | plain | plain |
| a picture | drawn in the page | a file in the message | within the card | what it says in words |
| a text to copy | with a button "Kopiera" | without | without | the text |
| "no answer" | a choice of its own, or none | a choice of its own | as on Slack | left out |
| an option's text | whole | at most 75 characters | at most 120, signs of Markdown parted by thin spaces | at most 75, without them |
| what is found by typing | a list | asked for letter by letter | as on Slack, or a list that typing shortens | what is chosen |
| the form's title | whole | above 24 characters a heading below the bot's name | the dialog's, or the first line in the chat | whole |
| an answer that is left out | the desk says so at the field | Slack says so at the field | Teams says so at the field | which fields |
| an error at a field | stands until it is sent | goes when the field is touched | stands until it is sent | after sending |
| how many answers are wrong | at the fields | at the fields | at the fields, and a line above says how many | at the fields |
| a form asked for in words | opens at once | behind a button | a card in the chat | the form |
| questions that answers bring | there when the answer is | there when the answer is | there when it is sent, with a line above that says so | the form as it was when it was taken |
| the answer to a form | beside the room | above the next form, or laid over it | in the dialog, or in the form's place in the chat | what is said |
| a form that is too late | its answer beside the room | its answer laid over it | its answer in its place, and below what was written | the answer |
| a private answer in a room | a line only one sees | a line only one sees | a short line under the card, else in the chat, and "Svaret finns i din chatt med mig." in the thread that a question opens | what is said |
| an answer in private | a message | a message | a message, or a line or dialog that passes | what is said, as a message |
| a command | typed in the room, seen by nobody | typed in the room, seen by nobody | a mention with the same words | left out of the room |
| one's own page | asked for in the room | a page that stands | asked for in the chat, "hem" | what it says, and not the asking |
| a button pressed twice | once, as long as the page is the same | once, as long as the case is | once; the second time it says that the answer is in the chat | from one look at it, the answer |
| several choices | kept in the list's order | kept in the order chosen | kept in the order chosen | chosen in the list's order |
| what the platform is called | "provrummet" | "Slack" | "Teams" | left out |
| the bot's arrival | it has always been there | six lines of welcome in the room | as on Slack | left out |

Why Teams has its own way where it has: in a channel it shows nothing to one person alone but a
short line under a card that is pressed; it cannot draw a form anew while it is filled in; a dialog
opens from a press only, and in clients that know none it stands in the chat; it has no commands and no standing page that
a bot can fill; a row of buttons has six places.
"""

from __future__ import annotations

from bot.handlers.slack.kit import OPTION_TEXT, OVERFLOW_OPTIONS, cut
from bot.handlers.slack.render import DOTS
from bot.texts import LANGUAGES, phrase, say
from tests.conversations.sheets import pressable

MENU_LINES = OVERFLOW_OPTIONS
SIGNS = (*DOTS.values(), "⚠️", "•")


def spoken(*codes: str) -> frozenset[str]:
    """These texts in both languages."""
    return frozenset(say(phrase(code), lang) for code in codes for lang in LANGUAGES)


NO_ANSWER = spoken("web.no_answer", "web.choose_one", "chat.no_answer")
MORE_STEPS = spoken("web.more_steps", "chat.more_steps")
SHOW = frozenset(pressable(text) for text in spoken("button.show"))
OPEN_FORM = spoken("button.open_form")
FORM_WAITS = spoken("chat.form_waits")
"""What Slack says where a form was asked for in words; the stage presses the button at once."""
LEFT_OUT = "Frågan måste besvaras."
"""In place of what Slack, or the desk, says of a required answer that was left out."""
MORE_QUESTIONS = spoken("teams.more_questions")
"""Above a form that has grown: others grow while they are filled in, and say nothing of it."""
ANSWERED = spoken("teams.answered")
"""In the thread that a question opens, where others show the answer to one alone."""
ELSEWHERE = spoken("teams.in_chat", "teams.below")
"""The line under a card that says that the answer stands in the chat."""
WRITTEN = spoken("teams.written")
"""Above what stood in a form in whose place its refusal stands now."""
YES = spoken("chat.yes")
BOT = say(phrase("chat.answer"), "sv")


def unsigned(line: str) -> str:
    """A line without the sign that Slack puts before it."""
    for sign in SIGNS:
        line = line.removeprefix(f"{sign} ")
    return line


PLATFORMS = frozenset().union(*(spoken(f"platform.{name}") for name in ("web", "slack", "teams")))


def placeless(line: str) -> str:
    """A line without what the platform is called that somebody is reached on."""
    for name in PLATFORMS:
        line = line.replace(f" här i {name}", " här").replace(f" here in {name}", " here")
    return line


def parted(text: str) -> str:
    """A text without the thin spaces and joiners that keep Teams from reading Markdown in it."""
    return text.replace("\u2060", "").replace("\u200a", "")


def option_text(text: str) -> str:
    return cut(text, OPTION_TEXT)
