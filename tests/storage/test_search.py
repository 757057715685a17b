"""Finding cases by words: what Swedish readers expect, and typed text as mere data."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from bot.storage import search
from bot.storage.engine import Store
from tests.conftest import CENTRE
from tests.databases import Databases

Fill = Callable[..., None]


@pytest.fixture
def fill(store: Store) -> Fill:
    """Index these texts as enquiries 1, 2, 3 ..."""

    def index(*texts: str) -> None:
        with store.write() as session:
            for number, words in enumerate(texts, start=1):
                search.index(session, number, words)

    return index


def found(store: Store, words: str, limit: int = 10) -> list[int]:
    with store.read() as session:
        return search.find(session, words, limit)


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("nolhaga", {1}),
        ("NOLHAGA", {1}),
        ("nol", {1}),
        ("n", {1, 3}),
        ("textil alingsås", {1}),
        ("alingsås textil", {1}),
        ("textil borås", set()),
        ("alingsas", set()),
        ("åtran", set()),
        ("atran", set()),
        ("ätran", {2}),
        ("ÄTRAN", {2}),
        ("a\u0308tran", {2}),
        ("cafe", {3}),
        ("café", {3}),
        ("556012", {2}),
        ("556012-5790", {2}),
        ("5790", {2}),
        ("såg ab", {2}),
        ("aga", set()),
        ("", set()),
        ("   - ", set()),
        ("mærsk", {3}),
    ],
)
def test_every_typed_word_is_the_beginning_of_a_word(
    store: Store, fill: Fill, typed: str, hits: set[int]
) -> None:
    fill(
        "Nolhaga Textil AB, Alingsås",
        "Ätran Såg AB 556012-5790 Falkenberg",
        "Nya Café Märsk",
    )
    assert set(found(store, typed)) == hits


@pytest.mark.parametrize(
    "typed",
    [
        *('"', "'", "*", "tex*", "textil*", 'textil"', "NEAR(textil)", "textil OR borås"),
        *("words:textil", "-textil", "textil AND", "^textil", "textil\x00", "{textil}"),
        *("+textil", "(", "\\", ";--"),
    ],
)
def test_operators_are_words_or_nothing(store: Store, fill: Fill, typed: str) -> None:
    fill("Nolhaga Textil AB", "Borås Såg")
    plain = " ".join(search.fold(typed))
    assert found(store, typed) == found(store, plain)
    assert 2 not in found(store, typed)


def test_new_words_replace_the_old_ones(store: Store, fill: Fill) -> None:
    fill("vill exportera till Norge")
    fill("vill exportera till Chile")
    assert found(store, "norge") == []
    assert found(store, "chile") == [1]
    fill("")
    assert found(store, "chile") == []


def test_a_forgotten_case_is_found_no_more(store: Store, fill: Fill) -> None:
    fill("Kanariefågeln AB", "Kanariefågeln AB")
    with store.write() as session:
        search.forget(session, 1)
        search.forget(session, 77)
    assert found(store, "kanariefågeln") == [2]


def test_words_leave_with_their_transaction(store: Store, fill: Fill) -> None:
    with pytest.raises(LookupError), store.write() as session:
        _index_and_fail(session)
    assert found(store, "half") == []


def _index_and_fail(session: Session) -> None:
    search.index(session, 1, "half done")
    raise LookupError


def test_few_hits_come_best_first(store: Store, fill: Fill) -> None:
    fill("moms", "moms och tull och mycket annat som rör export av trävaror", "tull")
    assert found(store, "moms") == [1, 2]


def test_many_hits_come_newest_first(store: Store, fill: Fill) -> None:
    fill(*(f"export {number}" for number in range(search.SELECTIVE + 5)))
    newest = search.SELECTIVE + 5
    assert found(store, "export", limit=3) == [newest, newest - 1, newest - 2]


def test_a_common_word_is_not_ranked(store: Store, fill: Fill) -> None:
    fill("export export export", *["export"] * search.SELECTIVE)
    assert found(store, "export", limit=1) == [search.SELECTIVE + 1]


@pytest.mark.sqlite_only
def test_an_unchanged_case_is_not_indexed_again(store: Store, fill: Fill) -> None:
    fill("Nolhaga Textil")
    with store.write() as session:
        before = session.execute(text("SELECT total_changes()")).scalar_one()
        search.index(session, 1, "nolhaga  TEXTIL")
        assert session.execute(text("SELECT total_changes()")).scalar_one() == before


@pytest.fixture(scope="module")
def shared(databases: Databases) -> Iterator[Store]:
    with databases.opened(CENTRE) as opened:
        yield opened


anything = st.text(max_size=60) | st.text("åäöéüß'\"*()^:-+{}\\ \x00AND NEAR", max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anything, anything)
@example("𞤀𞤁 ﬃ İstanbul ŉ", "ﬃ ŉ")
@example("a" * 200, "a" * 100)
def test_any_text_can_be_kept_and_typed(shared: Store, kept: str, typed: str) -> None:
    with shared.write() as session:
        search.index(session, 1, kept)
    with shared.read() as session:
        words = set(search.fold(kept))
        hits = search.find(session, typed)
        begun = [
            any(word.startswith(start) for word in words)
            for start in dict.fromkeys(search.fold(typed))
        ]
        assert hits == ([1] if begun and all(begun[: search.MOST_WORDS]) else [])
        assert not words or search.find(session, kept) == [1]
