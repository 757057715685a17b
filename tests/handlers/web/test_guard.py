"""The room answers this computer only."""

from __future__ import annotations

import pytest

from tests.handlers.web.conftest import HALL, Trial

LINE = {"text": "hej", "channel": HALL, "key": "k"}


@pytest.mark.parametrize(
    "host", ["exportlots.example", "127.0.0.1.evil.example", "", "10.0.0.5:8000"]
)
def test_a_name_that_is_not_loopback_is_refused(trial: Trial, host: str) -> None:
    assert trial.browser.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_loopback_is_welcome_by_every_name(trial: Trial, host: str) -> None:
    assert trial.browser.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_another_page_does_nothing(trial: Trial, headers: dict[str, str]) -> None:
    answer = trial.browser.post("/som/anna/rad", data=LINE, headers=headers)
    assert answer.status_code == 403
    assert trial.hall.timeline.flow(HALL, "anna") == []


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://127.0.0.1:8000"}, {"Sec-Fetch-Site": "same-origin"}]
)
def test_a_post_from_the_room_itself_counts(trial: Trial, headers: dict[str, str]) -> None:
    answer = trial.browser.post("/som/anna/rad", data=LINE, headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    assert len(trial.hall.timeline.flow(HALL, "anna")) == 1


def test_no_page_may_run_anything_but_the_rooms_own_script(trial: Trial) -> None:
    answer = trial.browser.get(f"/som/anna/rum/{HALL}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for forbidden in (" style=", " onclick=", "<script>", "<style", "http://", "https://"):
        assert forbidden not in answer.text
