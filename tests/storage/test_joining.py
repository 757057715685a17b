"""Codes and former members, as the database keeps them: used once, whoever is first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import select

from bot.storage import joining
from bot.storage.engine import Store
from bot.storage.tables import Identity, JoinCode, Member, Notice
from tests.centre_at_work import MONDAY


def members(store: Store, *names: str) -> list[int]:
    with store.write() as session:
        rows = [Member(name=name, organisation="almi", joined_at=MONDAY) for name in names]
        session.add_all(rows)
        session.flush()
        for row in rows:
            session.add(
                Identity(
                    member_id=row.id or 0,
                    platform="web",
                    workspace="w",
                    user=row.name,
                    used_at=MONDAY,
                )
            )
        session.flush()
        return [row.id or 0 for row in rows]


def new(member_id: int, digest: str) -> JoinCode:
    return JoinCode(
        digest=digest,
        member_id=member_id,
        identity_id=member_id,
        made_at=MONDAY,
        ends_at=MONDAY + timedelta(minutes=15),
    )


def states(store: Store, *member_ids: int) -> list[tuple[str, str]]:
    with store.read() as session:
        return [(row.digest, row.state) for row in joining.codes_of(session, member_ids)]


def test_a_members_newer_code_voids_the_older_and_nobody_elses(store: Store) -> None:
    a, b = members(store, "a", "b")
    with store.write() as session:
        for code in (new(a, "1"), new(b, "2"), new(a, "3")):
            joining.keep_code(session, code)
    assert states(store, a, b) == [("1", "void"), ("2", "live"), ("3", "live")]


def test_of_many_at_once_one_uses_a_code(store: Store) -> None:
    (a,) = members(store, "a")
    with store.write() as session:
        joining.keep_code(session, new(a, "1"))

    def use(_: int) -> bool:
        with store.write() as session:
            code = joining.code(session, "1")
            assert code is not None
            return joining.use_code(session, code.id or 0)

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(use, range(8))) == [False] * 7 + [True]
    assert states(store, a) == [("1", "used")]


def test_what_was_tried_is_found_within_its_time_and_forgotten_after(store: Store) -> None:
    (a,) = members(store, "a")
    with store.write() as session:
        joining.keep_code(session, new(a, "1"))
        for minutes in (0, 30, 70):
            joining.keep_wrong_code(session, "web/w/a", MONDAY + timedelta(minutes=minutes))
        found = joining.wrong_codes(session, MONDAY + timedelta(minutes=10))
        assert [row.at for row in found] == [
            MONDAY + timedelta(minutes=30),
            MONDAY + timedelta(minutes=70),
        ]
        joining.forget_codes(session, MONDAY + timedelta(minutes=60))
        assert len(joining.wrong_codes(session, MONDAY - timedelta(days=1))) == 1
    assert states(store, a) == []


def test_an_identitys_codes_leave_with_it(store: Store) -> None:
    a, b = members(store, "a", "b")
    with store.write() as session:
        for code in (new(a, "1"), new(b, "2")):
            joining.keep_code(session, code)
        joining.keep_wrong_code(session, "web/w/a", MONDAY)
        joining.keep_wrong_code(session, "web/w/b", MONDAY)
        (own,) = joining.all_identities(session, a)
        assert joining.forget_codes_of(session, own) == 2
        session.delete(own)
    assert states(store, a, b) == [("2", "live")]


def test_whoever_became_somebody_who_became_another_is_the_last(store: Store) -> None:
    a, b, c = members(store, "a", "b", "c")
    with store.write() as session:
        people = [session.get_one(Member, number) for number in (a, b, c)]
        joining.keep_merged(session, people[0], people[1], MONDAY)
        joining.keep_merged(session, people[1], people[2], MONDAY)
        assert [joining.goes_on_as(session, number) for number in (a, b, c)] == [c, c, c]
        assert list(joining.former_members(session, c)) == [a, b]
        assert list(joining.former_members(session, b)) == []


def test_notices_move_but_for_those_the_other_has_as_well(store: Store) -> None:
    a, b = members(store, "a", "b")
    with store.write() as session:
        for number, (to, kind, state) in enumerate(
            [
                (a, "offered", "pending"),
                (b, "offered", "pending"),
                (a, "confirmed", "pending"),
                (a, "closed", "sent"),
            ]
        ):
            session.add(
                Notice(
                    key=str(number),
                    kind=kind,
                    member_id=to,
                    state=state,
                    created_at=MONDAY,
                    not_before=MONDAY,
                )
            )
        session.flush()
        joining.move_notices(session, a, b)
        rows = session.exec(select(Notice).order_by("id")).all()
        assert [row.member_id for row in rows] == [a, b, b, a]
