"""The fake run by itself, and driven as from a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.fakes.slack import FakeSlack


def ask(slack: FakeSlack, path: str, **body: Any) -> Any:
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(slack.url(path), data=data, timeout=10) as answer:
        return json.load(answer)


def test_a_case_from_the_terminal(served: FakeSlack) -> None:
    done = ask(served, "do", user="U0ANNA", act="slash", command="/hanvisa", text="")
    assert done["result"]["acknowledged"]
    assert "What is needed?" in done["view"]["fields"]
    values = {"What is needed?": "hm", "May we say who?": "No"}
    done = ask(served, "do", user="U0ANNA", act="submit", values=values)
    assert done["errors"] == {"need": "Say a little more"}
    done = ask(served, "do", user="U0ANNA", act="submit", values={"need": "Sell to Norway"})
    assert "view" not in done
    ask(served, "do", user="U0ANNA", act="mention", text="ny")
    ask(served, "do", user="U0BO", act="press", on="last", wanted="I take it", channel="C0EXPORT")
    seen = ask(served, "see?user=U0BO&channel=C0EXPORT")
    assert [m["text"] for m in seen["#exportcenter"]] == [["@Exportlots ny"], ["Taken"]]
    assert seen["private"][0]["text"] == ["Only you see this"]
    ask(served, "do", act="archive", channel="C0EXPORT")
    assert served.state.channels["C0EXPORT"].archived
    assert {c["method"] for c in ask(served, "calls")} >= {"views.open", "chat.update"}


def test_what_makes_no_sense_is_said(served: FakeSlack) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(served, "do", user="U0ANNA", act="dance")
    with refused.value as answer:
        assert answer.code == 400 and "act is one of slash" in json.load(answer)["error"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(served, "do", user="U0ANNA", act="press", wanted="x")
    refused.value.close()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(served.url("do"), data=b"x", timeout=10)
    with refused.value as answer:
        assert answer.code == 400


def test_help_tells_how() -> None:
    command = [sys.executable, "-m", "tests.fakes.slack", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "localhost:9400/do" in told and "message_shortcut" in told


def test_it_runs_by_itself() -> None:
    command = [sys.executable, "-m", "tests.fakes.slack", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            first = running.stdout.readline()
            address = first.split()[1].removesuffix("api/")
            with urllib.request.urlopen(address + "see?user=U0ANNA", timeout=10) as answer:
                assert json.load(answer) == {}
        finally:
            running.terminate()
