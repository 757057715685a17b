"""Teams' tokens, over HTTP to the running service: what is let in, and what never is."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
import pytest

from bot.handlers.teams.app import PATH
from tests.fakes.teams.state import Json
from tests.handlers.teams.conftest import Make
from tests.handlers.teams.scene import Scene

NUMBERS = count(1)
EARLIER, LATER = time.time() - 4000, time.time() + 4000


@pytest.fixture
def opened(scene: Scene) -> Scene:
    """A case, and the keys fetched."""
    scene.refused = True
    scene.open()
    return scene


def note(scene: Scene, words: str = "Ringt", **over: Any) -> Json:
    """An activity as Teams sends it, that would make a note; never the same twice."""
    scene.settle()
    made = dict(scene.sara.mention("läget").activity)
    made = {**made, "id": f"test-{next(NUMBERS)}", **over}
    return {**made, "text": made["text"].replace("läget", f"anteckna 1 {words}")}


def post(scene: Scene, activity: Json, token: str | None, **headers: str) -> httpx.Response:
    given = {"content-type": "application/json", **headers}
    if token is not None:
        given["authorization"] = f"Bearer {token}"
    return httpx.post(scene.url(PATH), content=json.dumps(activity), headers=given, timeout=60)


def notes(scene: Scene) -> list[str]:
    scene.settle()
    return [one.words for one in scene.log(1, "noted")]


def mint(scene: Scene, **how: Any) -> str:
    return scene.teams.token(**how)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def reheaded(scene: Scene, **head: Any) -> str:
    _, claims, signature = mint(scene).split(".")
    return f"{part(head)}.{claims}.{signature}"


def reclaimed(scene: Scene, **more: Any) -> str:
    head, claims, signature = mint(scene).split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{head}.{part({**said, **more})}.{signature}"


WRONG: dict[str, Callable[[Scene], str | None]] = {
    "none": lambda s: None,
    "nothing but dots": lambda s: "..",
    "nonsense": lambda s: "a.b.c",
    "another issuer": lambda s: mint(s, iss="https://sts.windows.net/x/"),
    "a longer issuer": lambda s: mint(s, iss="https://api.botframework.com.evil.example"),
    "no issuer": lambda s: mint(s, without=("iss",)),
    "another app": lambda s: mint(s, aud="00000000-0000-0000-0000-000000000000"),
    "no audience": lambda s: mint(s, without=("aud",)),
    "over": lambda s: mint(s, exp=int(EARLIER)),
    "without an end": lambda s: mint(s, without=("exp",)),
    "not yet": lambda s: mint(s, nbf=int(LATER)),
    "another service": lambda s: mint(s, serviceurl="https://evil.example/"),
    "no service": lambda s: mint(s, without=("serviceurl",)),
    "another's key under a known id": lambda s: mint(s, foreign=True),
    "an unknown key id": lambda s: mint(s, kid="nobody's"),
    "alg none": lambda s: mint(s, algorithm="none"),
    "alg none, unsigned": lambda s: (
        reheaded(s, alg="none", kid=s.teams.keys.kid).rpartition(".")[0] + "."
    ),
    "HS256": lambda s: mint(s, algorithm="HS256"),
    "HS256 in the head alone": lambda s: reheaded(s, alg="HS256", kid=s.teams.keys.kid),
    "no key id": lambda s: reheaded(s, alg="RS256"),
    "a key id of another shape": lambda s: reheaded(s, alg="RS256", kid=["x"]),
    "a key id that is a path": lambda s: reheaded(s, alg="RS256", kid="../../etc/passwd"),
    "claims that were changed": lambda s: reclaimed(s, aud="x"),
    "an end that was moved": lambda s: reclaimed(s, exp=int(LATER) * 2),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_token_is_refused_and_does_nothing(opened: Scene, name: str) -> None:
    activity = note(opened)
    answer = post(opened, activity, WRONG[name](opened))
    assert (answer.status_code, answer.text) == (401, "")
    assert notes(opened) == []
    assert opened.logged("request_refused")
    assert post(opened, activity, mint(opened)).status_code == 200
    assert notes(opened) == ["Ringt"], "the same activity with a right token is done"


@pytest.mark.parametrize(
    ("over", "status"),
    [
        ({"serviceUrl": "https://evil.example/"}, 401),
        ({"serviceUrl": None}, 401),
        ({"channelId": "directline"}, 401),
        ({"channelId": "webchat"}, 403),
        ({"channelId": None}, 401),
    ],
    ids=str,
)
def test_a_right_token_does_not_carry_another_activity(
    opened: Scene, over: Json, status: int
) -> None:
    assert post(opened, note(opened, **over), mint(opened)).status_code == status
    assert notes(opened) == []


def test_only_our_tenant_is_let_in(opened: Scene) -> None:
    activity = note(opened)
    activity["conversation"] = {**activity["conversation"], "tenantId": "another"}
    assert post(opened, activity, mint(opened)).status_code == 403
    assert notes(opened) == []


def test_a_tenant_of_the_list_is_let_in_and_no_other(make_scene: Make) -> None:
    partner = "abcdefab-8888-7777-6666-555555555555"
    scene = make_scene(tenants=(partner,))
    scene.refused = True
    scene.open()
    for tenant, status in ((partner, 200), (partner.upper(), 200), ("a" * 36, 403)):
        activity = note(scene)
        activity["conversation"] = {**activity["conversation"], "tenantId": tenant}
        assert post(scene, activity, mint(scene)).status_code == status


def test_a_key_that_is_not_for_teams_lets_nothing_in(scene: Scene) -> None:
    scene.refused = True
    scene.teams.keys.published.clear()
    scene.teams.keys.publish(endorsements=("webchat", "directline"))
    activity = {**_bare(scene), "id": "x"}
    assert post(scene, activity, mint(scene)).status_code == 401
    assert scene.logged("request_refused")[-1]["why"] == "endorsement"


def _bare(scene: Scene) -> Json:
    return {
        "type": "message",
        "channelId": "msteams",
        "serviceUrl": scene.teams.service_url,
        "text": "hjälp",
        "from": {"id": "29:x", "aadObjectId": "x"},
        "recipient": {"id": "28:x"},
        "conversation": {"id": "c", "tenantId": scene.teams.tenant},
    }


def test_while_the_keys_cannot_be_had_nothing_is_let_in_and_all_is_to_come_again(
    scene: Scene,
) -> None:
    scene.refused = True
    scene.expected |= {"keys_not_fetched"}
    scene.teams.keys.down = True
    for token in (mint(scene), mint(scene, foreign=True), mint(scene, kid="nobody's")):
        assert post(scene, _bare(scene), token).status_code == 503
    assert post(scene, _bare(scene), None).status_code == 401
    assert post(scene, _bare(scene), "a.b.c").status_code == 401


def test_a_new_key_is_fetched_and_a_withdrawn_one_no_longer_counts(opened: Scene) -> None:
    from bot.handlers.teams import keys

    assert post(opened, note(opened), mint(opened)).status_code == 200
    old = mint(opened)
    known = opened.front._adapter._authentication._keys
    opened.teams.keys.rotate()
    known._tried -= keys.PAUSE + 1
    assert post(opened, note(opened, "Igen"), mint(opened)).status_code == 200
    assert post(opened, note(opened, "Gammalt"), old).status_code == 401
    assert notes(opened) == ["Ringt", "Igen"]


def test_keys_that_are_known_go_on_serving_while_the_list_cannot_be_had(opened: Scene) -> None:
    from bot.handlers.teams import keys

    opened.expected |= {"keys_not_fetched"}
    assert post(opened, note(opened), mint(opened)).status_code == 200
    activities = [note(opened, "Igen"), note(opened, "För gammalt")]
    opened.teams.keys.down = True
    known = opened.front._adapter._authentication._keys
    known._fetched -= keys.FRESH + 1
    assert post(opened, activities[0], mint(opened)).status_code == 200
    known._fetched -= keys.KEPT
    known._tried -= keys.PAUSE + 1
    assert post(opened, activities[1], mint(opened)).status_code == 503
    assert notes(opened) == ["Ringt", "Igen"]


def test_nothing_but_a_bearer_of_one_header_counts(opened: Scene) -> None:
    activity, token = note(opened), mint(opened)
    for header in (token, f"Basic {token}", f"Bearer{token}", "Bearer", f"Bearer {token} x"):
        sent = post(opened, activity, None, authorization=header)
        assert sent.status_code == 401, header
    assert post(opened, activity, None).status_code == 401
    assert httpx.get(opened.url(PATH)).status_code == 405
    in_query = f"{opened.url(PATH)}?access_token={token}"
    body = json.dumps(activity)
    sent = httpx.post(in_query, content=body, headers={"content-type": "application/json"})
    assert sent.status_code == 401
    assert notes(opened) == []


def test_the_same_activity_again_is_one_step(opened: Scene) -> None:
    activity = note(opened)
    assert {post(opened, activity, mint(opened)).status_code for _ in range(3)} == {200}
    assert notes(opened) == ["Ringt"]
