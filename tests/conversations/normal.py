"""What a platform legitimately shows in its own way, and how it is made equal. All of it.

| What | Web room | Slack | Compared as |
|---|---|---|---|
| the state of a case | a coloured dot | a coloured sign before the words | the words |
| rarer steps | a menu "Fler steg" | a menu in a room, a line "Fler steg" in private | the steps |
| rarer steps in a room | all | the first five, the rest under "Visa" | the first five |
| a step that cannot be undone | a question on a page | Slack's own question; from a menu a private one | the question |
| lists | columns with headings | two lines a row, no headings | the two lines |
| bulleted lines | a list | a list, or a sign before each line | the lines |
| a member's name in a sentence | marked with @ | plain | plain |
| a text to copy | with a button "Kopiera" | without | the text |
| "no answer" | a choice of its own, or none | a choice of its own | left out |
| an option's text | whole | at most 75 characters | at most 75 |
| what is found by typing | a list | asked for letter by letter | what is chosen |
| the form's title | whole | above 24 characters a heading below the bot's name | whole |
| an answer that is left out | the desk says so at the field | Slack says so at the field | which fields |
| a form asked for in words | opens at once | behind a button | the form |
| an error at a field | stands until it is sent | goes when the field is touched | after sending |
| a button pressed twice | once, as long as the page is the same | once, as long as the case is | from one look at it |
| several choices | kept in the list's order | kept in the order chosen | chosen in the list's order |
| the answer to a form | beside the room | above the next form, or laid over it | what is said |
| the bot's arrival | it has always been there | six lines of welcome in the room | left out |
"""

from __future__ import annotations

from bot.handlers.slack.kit import OPTION_TEXT, OVERFLOW_OPTIONS, cut
from bot.handlers.slack.render import DOTS
from bot.texts import LANGUAGES, phrase, say

MENU_LINES = OVERFLOW_OPTIONS
SIGNS = (*DOTS.values(), "⚠️", "•")


def spoken(*codes: str) -> frozenset[str]:
    """These texts in both languages."""
    return frozenset(say(phrase(code), lang) for code in codes for lang in LANGUAGES)


NO_ANSWER = spoken("web.no_answer", "web.choose_one", "chat.no_answer")
MORE_STEPS = spoken("web.more_steps", "chat.more_steps")
OPEN_FORM = spoken("button.open_form")
FORM_WAITS = spoken("chat.form_waits")
"""What Slack says where a form was asked for in words; the stage presses the button at once."""
LEFT_OUT = "Frågan måste besvaras."
"""In place of what Slack, or the desk, says of a required answer that was left out."""
BOT = say(phrase("chat.answer"), "sv")


def unsigned(line: str) -> str:
    """A line without the sign that Slack puts before it."""
    for sign in SIGNS:
        line = line.removeprefix(f"{sign} ")
    return line


def option_text(text: str) -> str:
    return cut(text, OPTION_TEXT)
