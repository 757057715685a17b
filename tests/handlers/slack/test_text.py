"""What members type is shown as they typed it, and does nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.handlers.lengths import cut, pieces
from bot.handlers.slack import kit, render
from bot.handlers.slack.inbound import as_typed, link_to, mentioned, unescaped
from tests.fakes.slack.state import BOT_USER
from tests.handlers.slack.scene import CHANNEL, Scene

TYPED = [
    "<!channel>",
    "<!here> <!everyone> <!subteam^S123|@alla>",
    "<@U0KARIN>",
    "@channel @here @everyone",
    "<https://evil.example|https://almi.se>",
    "*fet* _kursiv_ ~struken~",
    "`kod` ```\nblock\n```",
    "> citat\n>>> mer",
    "&lt;!channel&gt; &amp; &",
    ":smile: :+1:",
    "<#C0EXPORT|annat>",
    "<mailto:a@b.se|Almi>",
    "1. ett\n2. två\n• tre",
    "http://[::1/ https://",
]


def everything(scene: Scene) -> list[Any]:
    """All that the bot has said, to anybody."""
    public = [m for m in scene.slack.messages(CHANNEL) if m["user"] == BOT_USER]
    people = (scene.sara, scene.maria, scene.karin, scene.anna)
    return [*public, *(m for p in people for m in (*p.inbox, *p.private(CHANNEL)))]


def test_what_is_typed_is_shown_as_typed_everywhere_and_rings_for_nobody(scene: Scene) -> None:
    text = "\n".join(TYPED)
    scene.sara.slash("/hanvisa", "Stolar")
    scene.view(scene.sara)
    scene.sara.type(None, "Vad behöver företaget?", text)
    scene.sara.type(None, "Företagets namn", TYPED[0] + TYPED[2] + TYPED[4])
    scene.sara.choose(None, "Har företaget sagt ja", "Ja")
    scene.sara.choose(None, "Vad behöver företaget hjälp med?", ["Betalningsrisk"])
    scene.settle()
    scene.sara.submit()
    scene.settle()
    assert scene.case(1).need == text
    card = scene.card()
    quote = next(b for b in card["blocks"] if b["type"] == "rich_text")["elements"][0]
    assert quote["type"] == "rich_text_quote"
    shown = "".join(e.get("text", e.get("url", "")) for e in quote["elements"])
    assert shown == text
    assert all("text" not in e for e in quote["elements"] if e["type"] == "link")
    scene.maria.mention(f"anteckna 1 {text}")
    scene.maria.press(card, "Ställ en fråga")
    scene.view(scene.maria)
    scene.maria.type(None, "Din fråga", text)
    scene.maria.submit()
    scene.maria.press(scene.card(), "Jag tar det")
    scene.settle()
    scene.maria.open_home()
    scene.settle()
    assert len(everything(scene)) > 5
    for message in everything(scene):
        assert scene.slack.pings_of(message) <= set(), scene.read(message)
        assert "<" not in message["text"]
        assert "mrkdwn" not in str(message.get("blocks"))
    assert scene.slack.pings_of(scene.maria.home) == set()


def test_a_name_that_is_markup_is_a_name(scene: Scene) -> None:
    ture = scene.newcomer("U0TURE", "<!channel> *Ture*")
    ture.slash("/exportlots", "läget")
    view = scene.settle() or ture.view or scene.view(ture)
    assert view
    ture.choose(None, "Vilken organisation", "Almi")
    ture.submit()
    scene.settle()
    asked = [m for m in scene.karin.inbox if "*Ture*" in scene.read(m)]
    assert asked
    for message in everything(scene):
        assert scene.slack.pings_of(message) == set()


def test_slack_is_told_to_parse_nothing_and_to_unfurl_nothing(scene: Scene) -> None:
    scene.open(need="Se https://ex.se/ och <!channel>")
    for call in scene.slack.called("chat.postMessage"):
        assert call.args["parse"] == "none"
        assert not call.args["link_names"]
        assert not call.args["unfurl_links"]
        assert not call.args["unfurl_media"]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<@U0LOTS> läget", "läget"),
        ("hej <@U0LOTS>", "hej"),
        ("<@U1> och <@U2|bo> och <@U3>", "@Anna Ek och @bo och @U3"),
        ("<#C1|allmänt> <#C2>", "#allmänt #C2"),
        ("<!here> <!channel|channel> <!subteam^S1|@gruppen> <!date^1|i dag>", "@here channel @gruppen i dag"),
        ("<https://ex.se/?a=1&amp;b=2|text> <https://ex.se>", "https://ex.se/?a=1&b=2 https://ex.se"),
        ("<mailto:a@b.se|a@b.se> <tel:+4670|070>", "a@b.se +4670"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
        ("<<@U1>>", "<@Anna Ek>"),
        ("*fet* _kursiv_ `kod`", "*fet* _kursiv_ `kod`"),
    ],
)  # fmt: skip
def test_incoming_markup_reads_as_its_writer_saw_it(markup: str, shown: str) -> None:
    found = as_typed(markup, BOT_USER, {"U1": "Anna Ek"})
    assert " ".join(found.split()) == shown


def test_the_people_of_a_text_are_found_without_the_bot() -> None:
    assert mentioned("<@U1> <@U0LOTS> <@U2|bo> <#C1> &lt;@U9&gt;", BOT_USER) == {"U1", "U2"}


def test_entities_are_undone_once() -> None:
    assert unescaped("&amp;amp; &amp;lt;") == "&amp; &lt;"


def test_a_link_back_is_slacks_own() -> None:
    url = "https://centre.slack.com/"
    assert link_to(url, "C1", "1.23") == "https://centre.slack.com/archives/C1/p123"
    assert link_to(url, "C1", "1.23", "1.23") == "https://centre.slack.com/archives/C1/p123"
    assert link_to(url, "C1", "2.34", "1.23").endswith("/p234?thread_ts=1.23&cid=C1")
    assert link_to("", "C1", "1.23") == link_to(url, "", "1.23") == link_to(url, "C1", "") == ""


def test_an_address_is_a_link_that_shows_itself_and_nothing_else_is_a_link() -> None:
    found = kit.words("se https://ex.se/a, och <https://evil.se|https://almi.se> *b*")
    links = [element for element in found if element["type"] == "link"]
    assert all(set(link) == {"type", "url"} for link in links)
    assert "".join(e.get("text", e.get("url", "")) for e in found) == (
        "se https://ex.se/a, och <https://evil.se|https://almi.se> *b*"
    )
    assert not any(element.get("style") for element in found)


def test_a_text_that_is_cut_keeps_to_its_limit_and_says_that_there_was_more() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcdef", 4) == "abc…"
    assert kit.plain("", 10)["text"] == " "
    assert len(kit.plain("x" * 999, 75)["text"]) == 75


def test_a_long_text_in_pieces_is_whole_and_parted_between_words() -> None:
    text = ("ord " * 2000).strip()
    found = pieces(text, 3000)
    assert "".join(found) == text
    assert all(len(piece) <= 3000 and piece.strip().startswith("ord") for piece in found)
    assert pieces("", 10) == [""]
    assert pieces("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_the_parsed_field_has_nothing_in_it_to_parse() -> None:
    assert render.escaped("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
