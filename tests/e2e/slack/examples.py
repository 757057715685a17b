"""A card, a form and a home as the bot could send them, to try the schema and the drawing with."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]

COMPANY = "Marks Möbelverkstad"
NEED = (
    "En butikskedja i Brasilien vill köpa våra stolar, men betala först 60 dagar efter leverans. "
    "Hur vågar vi säga ja?"
)


def plain(text: str) -> Block:
    """Text that is shown as it is."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    """Text in Slack's own markup."""
    return {"type": "mrkdwn", "text": text}


def run(text: str, **style: bool) -> Block:
    """A piece of rich text."""
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def rich(kind: str, *elements: Block, **more: Any) -> Block:
    """One part of a rich text block."""
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def button(label: str, action: str, **more: str) -> Block:
    """A button of a card."""
    return {
        "type": "button",
        "text": plain(label),
        "action_id": action,
        "value": "14:3",
        **more,
    }


def option(label: str, value: str, description: str = "") -> Block:
    """One choice."""
    more = {"description": plain(description)} if description else {}
    return {"text": plain(label), "value": value, **more}


def question(block_id: str, label: str, element: Block, **more: Any) -> Block:
    """An input block whose element answers to `value`."""
    field = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": field, **more}


CARD: list[Block] = [
    {"type": "header", "text": plain(f"Ärende 14 · {COMPANY}")},
    {
        "type": "context",
        "elements": [
            mrkdwn(":large_green_circle: *Maria Dahl*, Exportkreditnämnden, har tagit ärendet")
        ],
    },
    {
        "type": "rich_text",
        "elements": [
            rich("quote", run(NEED)),
            rich(
                "section",
                *(run("Behov: ", bold=True), run("Betalningsrisk\n")),
                *(run("Plats: ", bold=True), run("Mark, Sjuhärad\n")),
                *(run("Anställda: ", bold=True), run("10–49 anställda\n")),
                *(run("Hur bråttom: ", bold=True), run("Inom två veckor")),
            ),
        ],
    },
    {
        "type": "actions",
        "elements": [
            button("Jag tar det", "take", style="primary"),
            button("Vi kan inte", "decline"),
            button("Fråga", "ask"),
            button("Lämna över", "hand_over"),
            button("Avsluta", "close", style="danger"),
            {
                "type": "overflow",
                "action_id": "more",
                "options": [option("Stötta", "support"), option("Historik", "history")],
            },
        ],
    },
    {
        "type": "context",
        "elements": [plain("Öppnat av Business Region Göteborg tis 24 nov. 09.20")],
    },
]

MIXED: list[Block] = [
    {
        "type": "section",
        "text": mrkdwn("*Läget* den här veckan: <https://example.org|hela listan>"),
        "accessory": button("Visa", "show"),
    },
    {"type": "section", "fields": [mrkdwn("*Öppna*\n7 ärenden"), mrkdwn("*Väntar*\n2 ärenden")]},
    {"type": "divider"},
    {
        "type": "rich_text",
        "elements": [
            rich("section", run("Först: ", bold=True), {"type": "emoji", "name": "wave"}),
            rich(
                "list",
                rich("section", run("14 väntar på svar från "), {"type": "user", "user_id": "U1"}),
                rich("section", run("15 är taget")),
                style="bullet",
            ),
            rich("preformatted", run("/hanvisa <b>ingen kod</b>")),
        ],
    },
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Ärende"}, {"type": "raw_text", "text": "Hos"}],
            [{"type": "raw_text", "text": "14"}, {"type": "raw_text", "text": "EKN"}],
        ],
    },
]

YES = option("Ja", "yes", "Namnet får visas för alla i kanalen")

FORM: Block = {
    "type": "modal",
    "callback_id": "open",
    "private_metadata": "f-1",
    "title": plain("Gör en hänvisning"),
    "submit": plain("Skicka"),
    "close": plain("Avbryt"),
    "blocks": [
        {"type": "section", "text": mrkdwn("Bara *behovet* och *samtycket* måste fyllas i.")},
        question(
            "need",
            "Vad behöver företaget hjälp med?",
            {"type": "plain_text_input", "multiline": True, "initial_value": NEED},
            hint=plain("Skriv som du skulle säga det till en kollega."),
        ),
        question(
            "consent",
            "Får företagets namn visas?",
            {
                "type": "radio_buttons",
                "options": [YES, option("Nej", "no")],
                "initial_option": YES,
            },
        ),
        question(
            "company",
            "Företag",
            {"type": "plain_text_input", "placeholder": plain("Namn eller organisationsnummer")},
            optional=True,
        ),
        question(
            "municipality",
            "Kommun",
            {
                "type": "external_select",
                "min_query_length": 1,
                "placeholder": plain("Skriv de första bokstäverna"),
                "initial_option": option("Mark", "mark"),
            },
            optional=True,
        ),
        question(
            "size",
            "Hur många anställda?",
            {
                "type": "static_select",
                "placeholder": plain("Välj"),
                "options": [option("1–9 anställda", "1-9"), option("10–49 anställda", "10-49")],
            },
            optional=True,
        ),
        question(
            "markets",
            "Marknad",
            {
                "type": "multi_external_select",
                "initial_options": [option("Brasilien", "BR"), option("Chile", "CL")],
            },
            optional=True,
        ),
        question(
            "offer",
            "Vilka ska frågas?",
            {
                "type": "checkboxes",
                "options": [
                    option("Exportkreditnämnden", "ekn", "Köparen betalar efter leverans"),
                    option("Almi", "almi"),
                ],
                "initial_options": [
                    option("Exportkreditnämnden", "ekn", "Köparen betalar efter leverans")
                ],
            },
            optional=True,
        ),
        question(
            "until",
            "Senast när?",
            {"type": "datepicker", "placeholder": plain("Välj en dag")},
            optional=True,
        ),
    ],
}

HOME: Block = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("Mina ärenden")},
        {
            "type": "section",
            "text": mrkdwn(f"*14 · {COMPANY}*\nFörsta kontakten ska tas i dag"),
            "accessory": button("Visa", "show"),
        },
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("Du svarar för *Exportkreditnämnden*.")]},
        {"type": "actions", "elements": [button("Gör en hänvisning", "open", style="primary")]},
    ],
}
