"""What comes back from a card: read as the desk has it, and refused where it is not ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.replies import Form, Input, Option
from bot.handlers.teams import filled, forms
from bot.handlers.teams.filled import Filled, Pressed

FORM = Form(
    "f1",
    "refer",
    "Ny",
    "Öppna",
    (
        Input("need", "Behov", "long"),
        Input("q.size", "Storlek", "choice", options=(Option("1-9", "1–9"),)),
        Input("q.needs", "Behov", "choices", options=(Option("a", "A"), Option("b,c", "B och C"))),
        Input("q.market", "Länder", "searches", options=(Option("NO", "Norge"),)),
        Input("even_so", "Ändå", "check"),
        Input("until", "Till", "date"),
    ),
    {"case": "14"},
)
PLACE = {"channel": "19:x", "thread": "1"}


def sent(**values: Any) -> Filled:
    """What Teams sends: the action's data with the fields beside it."""
    [send] = forms.card(FORM, "sv", "dialog", PLACE)["actions"]
    read = filled.read({**send["data"], **{k.replace("q_", "q."): v for k, v in values.items()}})
    assert isinstance(read, Filled)
    return read


def test_a_form_brings_back_what_it_is_about() -> None:
    read = sent(need="Stolar")
    assert (read.command, read.form, read.hidden, read.place) == (
        "refer",
        "f1",
        {"case": "14"},
        PLACE,
    )
    assert read.shown == ("need", "q.size", "q.needs", "q.market", "even_so", "until")


def test_values_are_those_of_the_desk() -> None:
    read = sent(need=" Stolar\n", q_size="1-9", q_needs="a,b%2Cc", q_market="NO", even_so="yes")
    assert read.values == {
        "need": " Stolar\n",
        "q.size": "1-9",
        "q.needs": ("a", "b,c"),
        "q.market": ("NO",),
        "even_so": "yes",
        "until": "",
    }


def test_what_was_left_empty_may_be_absent_empty_or_no_answer() -> None:
    nothing = {
        "need": "",
        "q.size": "",
        "q.needs": (),
        "q.market": (),
        "even_so": "",
        "until": "",
    }
    assert sent().values == nothing
    assert sent(need="", q_size="", q_needs="", even_so="").values == nothing
    assert sent(need=None, q_size="-", q_needs=None, even_so="no").values == nothing
    assert sent(even_so="false", q_needs=[], q_market=",").values == nothing


def test_clients_that_send_lists_and_truths_are_understood() -> None:
    assert sent(q_needs=["a", "b%2Cc"], even_so=True).values["q.needs"] == ("a", "b,c")
    assert sent(even_so=True).values["even_so"] == sent(even_so="true").values["even_so"] == "yes"
    assert sent(even_so=False).values["even_so"] == ""


def test_fields_that_were_not_shown_are_not_read() -> None:
    assert "poster" not in sent(poster="7", msteams={"type": "task/submit"}).values


def test_a_press() -> None:
    data = {"exportlots": {"do": "take", "args": {"case": "1"}, "opens": 1}, "msteams": {}}
    assert filled.read(data) == Pressed("take", {"case": "1"}, True)
    assert filled.read({"exportlots": {"do": "help"}}) == Pressed("help", {}, False)


FORGED: list[Any] = [
    None,
    "take",
    14,
    [],
    {},
    {"exportlots": None},
    {"exportlots": []},
    {"exportlots": {}},
    {"exportlots": {"do": ""}},
    {"exportlots": {"do": 14}},
    {"exportlots": {"do": "x" * 101}},
    {"exportlots": {"do": ["take"]}},
    {"exportlots": {"do": "take", "args": []}},
    {"exportlots": {"do": "take", "args": "x"}},
    {"exportlots": {"do": "take", "args": {"case": 1}}},
    {"exportlots": {"do": "take", "args": {"case": None}}},
    {"exportlots": {"do": "take", "args": {"": "1"}}},
    {"exportlots": {"do": "take", "args": {str(n): "1" for n in range(500)}}},
    {"exportlots": {"do": "take", "opens": 2}},
    {"exportlots": {"do": "take", "opens": "yes"}},
    {"exportlots": {"do": "take", "opens": []}},
    {"exportlots": {"form": "refer"}},
    {"exportlots": {"form": "refer", "id": "f", "shown": "need"}},
    {"exportlots": {"form": "refer", "id": "f", "shown": [1]}},
    {"exportlots": {"form": "refer", "id": "f", "shown": ["n"] * 500}},
    {"exportlots": {"form": "refer", "id": 7, "shown": []}},
    {"exportlots": {"form": "refer", "id": "f", "shown": ["need"], "hidden": {"case": {}}}},
    {"exportlots": {"form": "refer", "id": "f", "shown": ["need"], "place": [1]}},
    {"exportlots": {"form": "refer", "id": "f", "shown": ["need"], "many": "need"}},
    {"exportlots": {"form": "refer", "id": "f", "shown": ["need"]}, "need": {"a": 1}},
    {"exportlots": {"form": "refer", "id": "f", "shown": ["need"]}, "need": 14},
    {"exportlots": {"form": "refer", "id": "f", "shown": ["n"], "many": ["n"]}, "n": [{}]},
]


@pytest.mark.parametrize("data", FORGED, ids=repr)
def test_what_is_not_ours_or_malformed_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"ours|name|text|yes|form"):
        filled.read(data)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
ours = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("do", "args", "opens", "form", "id", "hidden", "shown", "place", "many", "checks"), json
    ),
)


@given(data=json | st.fixed_dictionaries({"exportlots": ours | json, "need": json}))
def test_nothing_forged_does_more_than_be_refused(data: Any) -> None:
    try:
        read = filled.read(data)
    except ValueError:
        return
    assert isinstance(read, Pressed | Filled)
    texts = read.args if isinstance(read, Pressed) else {**read.hidden, **read.place}
    assert all(isinstance(text, str) for pair in texts.items() for text in pair)


@given(value=st.text())
def test_a_value_among_several_comes_back_as_it_was(value: str) -> None:
    assert "," not in filled.parted(value)
    wire = {"form": "x", "id": "f", "shown": ["n"], "many": ["n"]}
    read = filled.read({"exportlots": wire, "n": f"a,{filled.parted(value)}"})
    assert isinstance(read, Filled)
    assert read.values["n"] == (("a", value) if value else ("a",))
