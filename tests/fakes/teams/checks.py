"""What must hold for every card and every activity that the bot sends."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.fakes.teams import schema
from tests.fakes.teams.cards import inputs, pressables, walk
from tests.fakes.teams.state import CARD, Json
from tests.fakes.teams.storing import CONSENT, INFO, pictures_in
from tests.fakes.teams.visible import AT, marked_up

MOST_BYTES = 28_000
MOST_ACTIONS = 6
MOST_SEARCH_RESULTS = 15
TEXT_FORMATS = (None, "plain", "markdown", "xml")
MENTIONED_IN = ("TextBlock", "FactSet")


def size(thing: Any) -> int:
    """Bytes as they go over the line."""
    return len(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode())


def check_card(card: Json, *, dialog: bool = False) -> list[str]:
    """Everything but the schema."""
    found = too_large(card, "a card")
    if not str(card.get("fallbackText") or "").strip():
        found.append("a card without fallbackText")
    found += single_ids(card)
    found += [fault for words in parsed(card) for fault in unparsed(words)]
    found += [fault for field in inputs(card) for fault in check_input(field)]
    found += check_actions(card, dialog)
    return found + check_mentions(card, (card.get("msteams") or {}).get("entities") or [])


def too_large(thing: Any, what: str) -> list[str]:
    bytes_ = size(thing) - pictures_in(thing)
    return [f"{what} of {bytes_} bytes; {MOST_BYTES} fit"] if bytes_ > MOST_BYTES else []


def single_ids(card: Json) -> list[str]:
    ids = Counter(str(f.thing["id"]) for f in walk(card) if f.thing.get("id"))
    return [f"the id {name!r} is used {times} times" for name, times in ids.items() if times > 1]


def parsed(card: Json) -> list[str]:
    """The texts of a card that Teams reads as Markdown."""
    texts = [str(f.thing.get("text", "")) for f in walk(card) if f.kind == "TextBlock"]
    sets = [f.thing for f in walk(card) if f.kind == "FactSet"]
    return texts + [
        str(fact[n]) for one in sets for fact in one["facts"] for n in ("title", "value")
    ]


def unparsed(text: str) -> list[str]:
    """What we say means what stands there: nothing in it may become a link, a list or bold."""
    return [f"Teams reads {text[:80]!r} as Markdown"] if marked_up(AT.sub("", text)) else []


def check_input(field: Json) -> list[str]:
    name = field.get("id")
    if not name:
        return [f"{field['type']} without an id"]
    found = []
    if field.get("isRequired") and not field.get("errorMessage"):
        found.append(f"{name}: required, without an errorMessage")
    if not field.get("label") and field["type"] != "Input.Toggle":
        found.append(f"{name}: no label")
    if field["type"] == "Input.ChoiceSet":
        found += check_choices(field)
    return found


def check_choices(field: Json) -> list[str]:
    name, choices = field["id"], field.get("choices") or []
    query = field.get("choices.data")
    found = [f"{name}: no choices"] * (not choices and not query)
    values = Counter(c.get("value") for c in choices)
    found += [f"{name}: the value {v!r} is there {n} times" for v, n in values.items() if n > 1]
    if field.get("isMultiSelect"):
        found += [f"{name}: a comma in {v!r} of a list" for v in values if "," in str(v)]
    if query is not None and (query.get("type") != "Data.Query" or not query.get("dataset")):
        found.append(f"{name}: choices.data is not a Data.Query with a dataset")
    given = str(field.get("value") or "")
    chosen = given.split(",") if field.get("isMultiSelect") else [given]
    if given and not query:
        found += [f"{name}: the value {v!r} is no choice" for v in chosen if v not in values]
    return found


def check_actions(card: Json, dialog: bool) -> list[str]:
    found, sets, there = [], Counter[int](), {f.thing.get("id") for f in walk(card)}
    for one in pressables(card):
        action, kind = one.thing, one.kind
        title = action.get("title")
        sets[one.actions] += action.get("mode", "primary") == "primary"
        if not title:
            found.append(f"{kind} without a title")
        if kind == "Action.Execute":
            found += check_execute(action, dialog)
        if kind in ("Action.Execute", "Action.Submit"):
            data = action.get("data")
            if data is not None and not isinstance(data, dict):
                found.append(f"{title}: data that fields cannot be put into")
        if kind == "Action.ToggleVisibility":
            targets = [
                t if isinstance(t, str) else t["elementId"] for t in action["targetElements"]
            ]
            found += [
                f"{title}: folds {t!r}, which is not there" for t in targets if t not in there
            ]
    found += [
        f"{n} buttons in one set; {MOST_ACTIONS} fit" for n in sets.values() if n > MOST_ACTIONS
    ]
    return found


def check_execute(action: Json, dialog: bool) -> list[str]:
    title = action.get("title")
    if dialog:
        return [f"{title}: Action.Execute in a dialog"]
    found = [f"{title}: Action.Execute without a verb"] * (not action.get("verb"))
    spare = action.get("fallback")
    if not isinstance(spare, dict) or spare.get("type") != "Action.Submit":
        found.append(f"{title}: Action.Execute without a fallback Action.Submit")
    return found


def check_mentions(card: Json, entities: list[Json]) -> list[str]:
    """A card's own: Teams reads them in TextBlocks and FactSets."""
    texts = [json.dumps(f.thing, ensure_ascii=False) for f in walk(card) if f.kind in MENTIONED_IN]
    return mention_faults(entities, "\n".join(texts), "the card's text blocks")


def mention_faults(entities: list[Json], text: str, where: str) -> list[str]:
    found = []
    for entity in entities:
        if entity.get("type") != "mention":
            continue
        who, words = entity.get("mentioned") or {}, str(entity.get("text", ""))
        if not who.get("id") or not who.get("name"):
            found.append("a mention of nobody")
        if not words.startswith("<at>") or words not in text:
            found.append(f"the mention {words!r} does not stand in {where}")
    return found


def unreadable(activity: Json) -> list[str]:
    """What Teams answers BadSyntax to."""
    if activity.get("type") != "message":
        return []
    attachments = activity.get("attachments") or []
    if not (str(activity.get("text") or "").strip() or attachments):
        return ["a message without text or attachments"]
    cards = [a.get("content") for a in attachments if a.get("contentType") == CARD]
    return [fault for card in cards for fault in schema.broken(card or {})]


def check_activity(activity: Json) -> list[str]:
    """What Teams may take, and we do not."""
    if activity.get("type") not in ("message", "typing"):
        return [f"an activity of type {activity.get('type')!r}"]
    found = too_large(activity, "an activity")
    if activity.get("textFormat") not in TEXT_FORMATS:
        found.append(f"textFormat {activity['textFormat']!r}")
    if activity.get("textFormat") != "plain":
        found += unparsed(str(activity.get("text") or ""))
    entities = [e for e in activity.get("entities") or [] if isinstance(e, dict)]
    found += mention_faults(entities, str(activity.get("text") or ""), "the text")
    for attachment in activity.get("attachments") or []:
        if attachment.get("contentType") in (CONSENT, INFO):
            continue
        if attachment.get("contentType") != CARD:
            found.append(f"an attachment of {attachment.get('contentType')!r}")
        else:
            found += check_card(attachment["content"])
    if len(activity.get("attachments") or []) > 10:
        found.append("more than ten cards in a message")
    return found


def check_results(body: Any) -> list[str]:
    """The answer to a search."""
    value = body.get("value") if isinstance(body, dict) else None
    if not isinstance(value, dict) or body.get("type") != SEARCH_RESPONSE:
        return [f"a search answered with {body!r}"[:300]]
    results = value.get("results")
    if not isinstance(results, list) or not all(set(r) >= {"title", "value"} for r in results):
        return ["search results without title and value"]
    many = len(results) > MOST_SEARCH_RESULTS
    return [f"{len(results)} results; Teams shows {MOST_SEARCH_RESULTS}"] * many


SEARCH_RESPONSE = "application/vnd.microsoft.search.searchResponse"
