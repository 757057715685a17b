"""Which requests are Teams' own: tokens, the activity that comes with one, and local work."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from botbuilder.schema import Activity as SdkActivity
from structlog.testing import capture_logs

from bot.handlers.teams.auth import (
    Authentication,
    Credentials,
    Foreign,
    Refused,
    Signed,
)
from bot.handlers.teams.origins import tenant_of
from tests.handlers.teams import edge_tokens as make
from tests.handlers.teams.edge_app import Door, keyed, local
from tests.handlers.teams.edge_server import Listed, serving
from tests.handlers.teams.edge_tokens import APP, PARTNER, SERVICE, TENANT, activity, jwk, token

STRANGER = "00000000-0000-0000-0000-00000000000A"
BACK_THEN, SOON = time.time() - 4000, time.time() + 4000
NESTED = make.part(b"[" * 9000)

WRONG_TOKENS: dict[str, tuple[Callable[[], str], str]] = {
    "none": (lambda: "", "no_token"),
    "garbage": (lambda: "a.b.c", "DecodeError"),
    "one part": (lambda: "abc", "DecodeError"),
    "no JSON in it": (lambda: f"{make.part(b'{')}.{make.part(b'{')}.eHh4", "DecodeError"),
    "a list as its head": (lambda: f"{make.part([1])}.{make.part({})}.eHh4", "DecodeError"),
    "not ASCII": (lambda: "å.ä.ö", "DecodeError"),
    "nested a thousandfold": (lambda: f"{NESTED}.{make.part({})}.eHh4", "DecodeError"),
    "nested in its claims": (
        lambda: f"{token().split('.')[0]}.{NESTED}.eHh4",
        "InvalidSignatureError",
    ),
    "very long": (lambda: token() + "x" * 20_000, "too_long"),
    "unsigned": (make.unsigned, "InvalidAlgorithmError"),
    "signed by the public key": (make.by_public_key, "InvalidAlgorithmError"),
    "changed": (make.changed, "InvalidSignatureError"),
    "signature cut off": (lambda: token().rpartition(".")[0] + ".", "InvalidSignatureError"),
    "another's key": (lambda: token("k2", headers={"kid": "k1"}), "InvalidSignatureError"),
    "unknown key": (lambda: token("k2"), "unknown_key"),
    "no key named": (lambda: token(headers={"kid": None}), "no_key_id"),
    "a key without a name": (lambda: token(headers={"kid": ""}), "no_key_id"),
    "a number as its key": (
        lambda: make.headed({"alg": "RS256", "kid": 1}),
        "InvalidTokenError",
    ),
    "RS512": (lambda: make.headed({"alg": "RS512", "kid": "k1"}), "InvalidAlgorithmError"),
    "another audience": (lambda: token(aud="another"), "InvalidAudienceError"),
    "other audiences": (lambda: token(aud=["another", "a third"]), "InvalidAudienceError"),
    "no audience": (lambda: token(aud=None), "MissingRequiredClaimError"),
    "another issuer": (lambda: token(iss="https://sts.windows.net/x/"), "InvalidIssuerError"),
    "no issuer": (lambda: token(iss=None), "MissingRequiredClaimError"),
    "over": (lambda: token(exp=BACK_THEN), "ExpiredSignatureError"),
    "just over": (lambda: token(exp=int(time.time()) - 320), "ExpiredSignatureError"),
    "without an end": (lambda: token(exp=None), "MissingRequiredClaimError"),
    "an end without end": (lambda: token(exp=float("inf")), "DecodeError"),
    "an end that is a word": (lambda: token(exp="tomorrow"), "DecodeError"),
    "not yet": (lambda: token(nbf=SOON), "ImmatureSignatureError"),
    "made in the future": (lambda: token(iat=SOON), "ImmatureSignatureError"),
    "another service": (lambda: token(serviceurl="https://evil.example/"), "service_url"),
    "no service": (lambda: token(serviceurl=None), "service_url"),
}
"""How each is made, and why it is refused, in the log's word."""

GOOD_TOKENS: dict[str, Callable[[], str]] = {
    "as Microsoft makes them": token,
    "one audience of several": lambda: token(aud=["another", APP]),
    "over, within the leeway": lambda: token(exp=int(time.time()) - 200),
    "not yet, within the leeway": lambda: token(nbf=int(time.time()) + 200),
    "with a key of its own, which is not looked at": lambda: token(
        headers={"jku": "https://evil.example", "jwk": jwk("k2")}
    ),
}

WRONG_ACTIVITIES: dict[str, tuple[dict[str, Any], int]] = {
    "no service address": ({"serviceUrl": None}, 401),
    "another service address": ({"serviceUrl": "https://evil.example/"}, 401),
    "a longer address": ({"serviceUrl": SERVICE + "x/"}, 401),
    "a shorter address": ({"serviceUrl": SERVICE.replace("emea/", "")}, 401),
    "another case": ({"serviceUrl": SERVICE.upper()}, 401),
    "no channel": ({"channelId": None}, 401),
    "a channel this key is not for": ({"channelId": "directline"}, 401),
    "Web Chat, with a key that may": ({"channelId": "webchat"}, 403),
    "another tenant": ({"conversation": {"id": "c", "tenantId": "other"}}, 403),
    "another tenant, ours named beside it": (
        {"conversation": {"tenantId": "other"}, "channelData": {"tenant": {"id": TENANT}}},
        403,
    ),
    "another in channelData": (
        {"conversation": {"id": "c"}, "channelData": {"tenant": {"id": "other"}}},
        403,
    ),
    "no tenant": ({"conversation": {"id": "c"}, "channelData": {}}, 403),
    "a list as tenant": (
        {"conversation": {"tenantId": [TENANT]}, "channelData": {"tenant": [TENANT]}},
        403,
    ),
}


def run(work: Callable[[Listed], Awaitable[None]]) -> None:
    """Some work beside a server that lists the keys."""

    async def go() -> None:
        listed = Listed()
        async with serving(listed) as server:
            listed.server = server
            await work(listed)

    asyncio.run(go())


def door(listed: Listed, **how: Any) -> Door:
    return Door(keyed(listed.server, **how))


@pytest.mark.parametrize("name", WRONG_TOKENS)
def test_a_wrong_token_is_refused(name: str) -> None:
    async def work(listed: Listed) -> None:
        bad, why = WRONG_TOKENS[name]
        teams = door(listed)
        with capture_logs() as logs:
            assert await teams.status(bearer=bad()) == 401
        assert teams.heard.activities == []
        said = [(entry["event"], entry["why"]) for entry in logs if "why" in entry]
        assert said == [("request_refused", why)]

    run(work)


@pytest.mark.parametrize("name", GOOD_TOKENS)
def test_a_right_token_is_let_in(name: str) -> None:
    async def work(listed: Listed) -> None:
        teams = door(listed)
        assert await teams.status(bearer=GOOD_TOKENS[name]()) == 200
        assert teams.heard.activities == [activity()]

    run(work)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic dTpw", "bearer", f"Token {'x' * 20}"]
)
def test_another_header_is_refused(header: str) -> None:
    async def work(listed: Listed) -> None:
        answer = await door(listed).send(headers={"authorization": header})
        assert answer.status_code == 401
        assert listed.server.seen == []

    run(work)


@pytest.mark.parametrize("name", WRONG_ACTIVITIES)
def test_a_right_token_does_not_carry_a_wrong_activity(name: str) -> None:
    over, status = WRONG_ACTIVITIES[name]

    async def work(listed: Listed) -> None:
        teams = door(listed)
        assert await teams.status(activity(**over)) == status
        assert teams.heard.activities == []

    run(work)


@pytest.mark.parametrize(
    "over",
    [
        {"serviceUrl": SERVICE.rstrip("/")},
        {"conversation": {"id": "c", "tenantId": PARTNER}},
        {"conversation": {"id": "c", "tenantId": PARTNER.upper()}},
        {"conversation": {"id": "c"}, "channelData": {"tenant": {"id": TENANT}}},
        {"conversation": {"id": "c", "tenantId": TENANT}, "channelData": None},
        {"conversation": {"tenantId": TENANT}, "channelData": {"tenant": {"id": "a guest's"}}},
    ],
)
def test_tenants_on_the_list_and_an_address_without_its_last_slash_are_let_in(
    over: dict[str, Any],
) -> None:
    async def work(listed: Listed) -> None:
        assert await door(listed).status(activity(**over)) == 200

    run(work)


def test_an_empty_list_of_tenants_admits_nobody() -> None:
    async def work(listed: Listed) -> None:
        assert await door(listed, tenants=("", "")).status() == 403
        nobody = activity(conversation={"id": "c"}, channelData={})
        assert await door(listed, tenants=()).status(nobody) == 403

    run(work)


def test_the_conversation_names_the_tenant_first() -> None:
    def told(conversation: Any, channel_data: Any) -> str:
        return tenant_of({"conversation": conversation, "channelData": channel_data})

    assert told({"tenantId": "a"}, {"tenant": {"id": "b"}}) == "a"
    assert told({"tenantId": ""}, {"tenant": {"id": "b"}}) == "b"
    assert told(None, {"tenant": {"id": "b"}}) == "b"
    assert told(None, None) == told({}, {"tenant": None}) == told({}, {"tenant": "b"}) == ""
    assert tenant_of({}) == ""


def test_a_refused_tenant_is_logged_and_nobody_is_named() -> None:
    async def work(listed: Listed) -> None:
        for tenant, told in ((STRANGER, STRANGER), ("Sara's\n" * 99, ""), ("", "")):
            stranger = activity(conversation={"id": "c", "tenantId": tenant}, channelData=None)
            with capture_logs() as logs:
                assert await door(listed).status(stranger) == 403
            (entry,) = [entry for entry in logs if entry["event"] == "request_foreign"]
            assert (entry["why"], entry["tenant"]) == ("tenant", told)
            assert "Sara" not in repr(logs) and "hjälp" not in repr(logs)

    run(work)


@pytest.mark.parametrize("name", ["changed", "another audience", "over", "another's key"])
def test_no_log_line_holds_a_token(name: str, caplog: pytest.LogCaptureFixture) -> None:
    async def work(listed: Listed) -> None:
        bad = WRONG_TOKENS[name][0]()
        with capture_logs() as logs, caplog.at_level(logging.DEBUG):
            assert await door(listed).status(bearer=bad) == 401
            assert await door(listed).status() == 200
        said = repr(logs) + caplog.text
        assert not any(part in said for part in [*bad.split("."), *token().split(".")[::2]])

    run(work)


CLEAR = "http://127.0.0.1:3978/"


@pytest.mark.parametrize(
    "url",
    [CLEAR, "http://smba.example/", "ftp://smba.example/", "https:///x", "https://[", "smba", " "],
)
def test_only_https_may_be_answered_to(url: str) -> None:
    real = Authentication(Credentials(APP, "x", TENANT), [TENANT])
    with pytest.raises(Refused):
        real.admit(Signed({"serviceurl": url}), activity(serviceUrl=url))


def test_in_clear_only_where_the_keys_come_from_this_computer_too() -> None:
    fake = Authentication(
        Credentials(APP, "x", TENANT), [TENANT], openid_url="http://127.0.0.1:9/openid"
    )
    near, far = "http://localhost:9/", "http://smba.example/"
    assert fake.admit(Signed({"serviceurl": near}), activity(serviceUrl=near)).claims_identity
    with pytest.raises(Refused):
        fake.admit(Signed({"serviceurl": far}), activity(serviceUrl=far))


def test_a_key_that_names_no_channel_may_sign_for_ours() -> None:
    async def work(listed: Listed) -> None:
        listed.keys = [jwk(endorsements=None)]
        assert await door(listed).status() == 200
        listed.keys = [jwk(endorsements=[])]
        assert await door(listed).status() == 401

    run(work)


def test_without_an_app_id_nothing_is_let_in() -> None:
    async def work(listed: Listed) -> None:
        nobody = Door(Authentication(Credentials("", "", ""), [TENANT]))
        assert await nobody.status() == await nobody.status(bearer=token(aud="")) == 401

    run(work)


def test_the_sdks_own_way_in_makes_the_same_checks() -> None:
    async def work(listed: Listed) -> None:
        ours = keyed(listed.server)
        good = SdkActivity().deserialize(activity())
        result = await ours.authenticate_request(good, f"Bearer {token()}")
        assert result.claims_identity.is_authenticated
        assert result.claims_identity.claims["aud"] == APP
        assert await result.connector_factory.create(SERVICE)
        assert await ours.create_user_token_client(result.claims_identity) is None
        for raised, changes in (
            (Refused, {"service_url": None}),
            (Foreign, {"conversation": None}),
        ):
            bad = SdkActivity().deserialize(activity(channelData=None))
            for name, value in changes.items():
                setattr(bad, name, value)
            with pytest.raises(raised):
                await ours.authenticate_request(bad, f"Bearer {token()}")
        with pytest.raises(Refused):
            await ours.authenticate_streaming_request("", "")
        with pytest.raises(Foreign):
            await local().authenticate_request(good, "")

    run(work)


LOCAL = activity(serviceUrl="http://localhost:56150/_connector", conversation={"id": "c"})


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1"])
@pytest.mark.parametrize("host", ["127.0.0.1:3978", "localhost", "[::1]:3978"])
def test_local_work_needs_no_token(peer: str, host: str) -> None:
    teams = Door(local())
    sent = teams.send(LOCAL, headers={"authorization": ""}, peer=peer, url=f"http://{host}")
    assert asyncio.run(sent).status_code == 200
    assert teams.heard.activities == [LOCAL]


@pytest.mark.parametrize(
    "how",
    [
        {"peer": "10.0.0.7"},
        {"peer": "testclient"},
        {"peer": ""},
        {"url": "http://rebound.example"},
        {"headers": {"host": "["}},
        {"headers": {"x-forwarded-for": "10.0.0.7"}},
        {"headers": {"forwarded": "for=10.0.0.7"}},
        {"headers": {"x-real-ip": "10.0.0.7"}},
        {"said": activity(serviceUrl="https://smba.example/")},
        {"said": activity(serviceUrl="http://smba.example/")},
        {"said": activity(serviceUrl=None)},
        {"said": activity(serviceUrl="")},
    ],
)
def test_local_work_is_for_this_computer_only(how: dict[str, Any]) -> None:
    teams = Door(local())
    said = how.pop("said", LOCAL)
    assert asyncio.run(teams.send(said, **how)).status_code == 403
    assert teams.heard.activities == []


def test_local_work_has_no_effect_beside_an_app_id() -> None:
    async def work(listed: Listed) -> None:
        both = door(listed, local=True)
        assert await both.status(LOCAL, bearer="") == 401
        assert await both.status() == 200

    run(work)
