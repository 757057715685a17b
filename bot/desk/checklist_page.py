"""`checklistan`: the agreed questions as a page for visits, to read on a phone or to print."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from bot.centre.checklist import core
from bot.centre.conditions import Condition
from bot.centre.model import Centre, Question
from bot.desk.checklist_paper import Asked, Paper, Part
from bot.desk.commands import Blank, Entry
from bot.desk.dates import today
from bot.desk.inputs import answer_options
from bot.desk.replies import Button, Buttons, File, Line, Outcome
from bot.desk.work import Work
from bot.texts import Lang, phrase, say

PDF = "application/pdf"
FIELDS = ("company", "number", "contact", "phone", "email", "date")
WRITTEN = frozenset({"municipalities", "countries"})
"""What has too many answers to tick: one writes it; so also which of the needs comes first."""

LINES = {"countries": 2}


@dataclass(frozen=True)
class ChecklistPage(Blank):
    """The whole checklist, on paper."""


def give_page(work: Work, command: ChecklistPage) -> Outcome:
    """For any member, in their own language: it says nothing about any company."""
    from bot.desk.checklist_sheet import draw  # its library is a fifth of all imports

    lang = work.lang
    content = draw(paper_of(work.centre, lang), today(work))
    name = f"{say(phrase('paper.file'), lang)}-{work.centre.slug}.pdf"
    title = phrase("paper.title")
    file = File(name, PDF, b64encode(content).decode(), title)
    refer = Button(phrase("button.refer"), "refer", style="primary", opens=True)
    return Outcome(private=(Line(phrase("paper.done")), file, Buttons((refer,))))


def paper_of(centre: Centre, lang: Lang) -> Paper:
    """What stands on the paper: the core questions, and those that some needs ask for."""

    def text(code: str, **args: str) -> str:
        return say(phrase(f"paper.{code}", **args), lang)

    always = _always(centre)
    version = centre.version.partition("-")[0]
    others = [question for question in centre.questions if question not in always]
    need = Asked("", text("need"), text("need_hint"), lines=5)
    parts = [
        Part(
            text("core"),
            text("core_note"),
            (*(_asked(centre, question, lang) for question in always), need),
        )
    ]
    if others:
        asked = tuple(_asked(centre, question, lang) for question in others)
        parts.append(Part(text("others"), text("others_note"), asked))
    return Paper(
        title=text("title"),
        subtitle=say(centre.name, lang),
        note=text("note"),
        fields=tuple(say(phrase(f"paper.field_{field}"), lang) for field in FIELDS),
        parts=tuple(parts),
        last=text("last"),
        footer=text("footer", centre=say(centre.name, lang), version=version),
        page=text("page", page="{page}", pages="{pages}"),
        lang=lang,
    )


def _always(centre: Centre) -> list[Question]:
    """The core questions, each followed by what is asked instead where it has no answer."""
    found: list[Question] = []
    for question in core(centre):
        instead = (q for q in centre.questions if not q.core and question.id in q.when.missing)
        found += [question, *instead]
    return found


def _asked(centre: Centre, question: Question, lang: Lang) -> Asked:
    """A question with its answers in words, and for which needs it is asked."""
    first = question.source == "needs" and question.kind == "one"
    written = question.source in WRITTEN or first
    options = () if written else answer_options(centre, question)
    hints = [say(question.hint, lang)] if question.hint and question.core else []
    needs = _needs(question.when)
    if needs:
        named = (say(centre.need(code).label, lang) for code in _in_order(centre, needs))
        hints.append(say(phrase("paper.only", needs=", ".join(named)), lang))
    return Asked(
        number=str(question.number or ""),
        wording=say(question.wording, lang),
        hint=" ".join(hints),
        answers=tuple(say(option.label, lang) for option in options),
        many=question.kind == "many",
        lines=LINES.get(question.source, 1),
    )


def _needs(when: Condition) -> frozenset[str]:
    """The needs for which a question is asked; none where it can be asked for any of them."""
    named = dict(when.every).get("needs")
    if named is not None:
        return named
    branches = [_needs(branch) for branch in when.any]
    return frozenset().union(*branches) if branches and all(branches) else frozenset()


def _in_order(centre: Centre, needs: frozenset[str]) -> list[str]:
    return [need.code for need in centre.needs if need.code in needs and not need.retired]


ENTRIES = (
    Entry(
        "checklist_page",
        ChecklistPage,
        give_page,
        None,
        ("checklistan", "checklista", "checklist"),
        writes=False,
        help="help.checklist_page",
    ),
)
