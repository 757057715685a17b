"""What IT is told and given: held against the manifests, the routes and the settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from starlette.routing import Route

from bot import settings
from bot.__main__ import COMMANDS
from tests.serving import until

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
PUBLIC = {"/slack/events", "/api/messages", "/health", "/calendar/"}
CODE = re.compile(r"`([^`]+)`")


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def table(page: str, head: str) -> set[str]:
    """The code words in the first column of the table that begins so."""
    lines = text(page).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {head}"))
    found: set[str] = set()
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return found
        found |= set(CODE.findall(line.split("|")[1]))
    return found


def test_the_page_for_it_names_every_right_that_slack_is_asked_for() -> None:
    asked = set(re.findall(r"^      - ([a-z_]+(?::[a-z.]+)?)$", text("manifests/slack.yaml"), re.M))
    scopes = {one for one in asked if ":" in one or one == "commands"}
    assert len(scopes) >= 13
    assert table("docs/it-underlag.md", "Slack |") == scopes


def test_the_page_for_it_names_every_right_that_teams_is_asked_for() -> None:
    manifest = text("manifests/teams/manifest.yaml")
    plain = manifest.partition("\npermissions:\n")[2].partition("\nvalidDomains")[0]
    asked = set(re.findall(r"- (\w+)", plain)) | set(
        re.findall(r"- name: (\S+\.Read\.\S+)", manifest)
    )
    assert len(asked) == 4
    assert table("docs/it-underlag.md", "Teams |") == asked


def test_it_is_two_pages() -> None:
    assert len(text("docs/it-underlag.md").split()) < 1100


@pytest.mark.parametrize("name", ["deploy/nginx.conf", "deploy/Caddyfile"])
def test_a_proxy_lets_through_what_is_public_and_nothing_else(name: str, tmp_path: Path) -> None:
    if name.endswith("nginx.conf"):
        led = set(re.findall(r"location =? ?(/\S*) \{ proxy_pass", text(name)))
    else:
        named = re.search(r"@public path (.*)", text(name))
        assert named is not None
        led = {path.removesuffix("*") for path in named[1].split()}
    assert led == PUBLIC


def test_the_public_paths_are_the_services_own(tmp_path: Path) -> None:
    from bot.app import serve_app
    from bot.settings import load

    given = load(
        database_url=f"sqlite:///{tmp_path}/x.sqlite",
        slack_bot_token="xoxb-1",
        slack_signing_secret="s",
        teams_local=True,
        calendar_feed="x" * 20,
        _env_file=None,
    )
    routes = [route for route in serve_app(given).routes if isinstance(route, Route)]
    assert {route.path.replace("{secret}.ics", "") for route in routes} == PUBLIC


def test_what_the_files_set_is_a_setting() -> None:
    known = {*settings.variables(), "PYTHONPATH"}
    example = {
        line.partition("=")[0] for line in text("deploy/env.example").splitlines() if "=" in line
    }
    unit = set(re.findall(r"^Environment=(\w+)=", text("deploy/exportlots.service"), re.M))
    image = set(re.findall(r"^    ([A-Z_]+)=|^ENV ([A-Z_]+)=", text("Containerfile"), re.M))
    made = {one or other for one, other in image} - {
        "PATH",
        "PYTHONUNBUFFERED",
        "PYTHONDONTWRITEBYTECODE",
    }
    assert example | unit | made <= known
    assert "DATABASE_URL" in unit & made


def test_what_the_files_run_is_a_command() -> None:
    run = re.findall(
        r"-m bot (\w+)",
        "".join(text(f"deploy/exportlots{kind}.service") for kind in ("", "@", "-backup")),
    )
    assert run and set(run) <= {name for name, _ in COMMANDS}
    assert 'CMD ["python", "-m", "bot", "serve"]' in text("Containerfile")


def _placed(folder: Path, settings: str) -> Path:
    """The script for commands by hand, with everything it reaches moved into a folder."""
    script = text("deploy/exportlots")
    for place in ("etc/exportlots", "opt/exportlots/.venv/bin", "var/lib/private/exportlots"):
        (folder / place).mkdir(parents=True)
    for place in ("/etc/exportlots", "/opt/exportlots", "/var/lib/exportlots"):
        script = script.replace(f"{place}/", f"{folder}{place}/")
        script = script.replace(f"={place}\n", f"={folder}{place}\n")
        script = script.replace(f"{place} ]", f"{folder}{place} ]")
    (folder / "var/lib/exportlots").symlink_to("private/exportlots")
    (folder / "opt/exportlots/bot").symlink_to(ROOT / "bot")
    python = folder / "opt/exportlots/.venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (folder / "etc/exportlots/env").write_text(settings)
    (folder / "exportlots").write_text(script)
    return folder / "exportlots"


def _by_hand(script: Path, *args: str) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return subprocess.run(
        ["/bin/sh", script, *args],
        cwd=script.parent, env={**known, "LANGUAGE": "en"}, check=False, capture_output=True, text=True,
    )  # fmt: skip


def test_a_command_by_hand_works_on_the_database_of_the_service(tmp_path: Path) -> None:
    script = _placed(tmp_path, "LOG_LEVEL=error\n")
    service = tmp_path / "var/lib/private/exportlots"
    if os.getuid() == 0:
        os.chown(service, 64321, 64321)
    done = _by_hand(script, "migrate")
    assert done.returncode == 0, done.stderr
    made = list(service.iterdir())
    assert service / "exportlots.sqlite" in made
    assert {one.stat().st_uid for one in made} == {service.stat().st_uid}
    assert not list(tmp_path.glob("*.sqlite")), "none where one happened to stand"


def test_a_command_by_hand_has_the_settings_as_they_stand(tmp_path: Path) -> None:
    lines = "# Not one\n\nSLACK_APP_TOKEN=\nCOORDINATORS=slack/T/U, $x\nPUBLIC_URL='https://x'"
    script = _placed(tmp_path, lines)
    python = tmp_path / "opt/exportlots/.venv/bin/python"
    python.write_text('#!/bin/sh\necho "$*|$COORDINATORS|$PUBLIC_URL|$DATABASE_URL"; exit 3')
    said = _by_hand(script, "extract", "--person", "Åsa Ek")
    assert said.returncode == 3, "the command's own exit code"
    where = f"sqlite:///{tmp_path}/var/lib/exportlots/exportlots.sqlite"
    assert said.stdout == f"-m bot extract --person Åsa Ek|slack/T/U, $x|https://x|{where}\n"
    (tmp_path / "etc/exportlots/env").unlink()
    assert "are you root?" in _by_hand(script, "migrate").stderr


def test_several_processes_run_as_the_one_does() -> None:
    """The template is the unit: it only writes nothing, and has ports and a database of its own."""
    one, many = (
        {
            line
            for line in text(f"deploy/{name}.service").partition("[Unit]")[2].splitlines()
            if "=" in line
        }
        for name in ("exportlots", "exportlots@")
    )
    own = ("Description=", "ExecStart=", "WorkingDirectory=", "StateDirectory", "Environment=DATA")
    assert [line for line in one ^ many if not line.startswith(own)] == []
    assert {"StateDirectory=exportlots", "WorkingDirectory=/var/lib/exportlots"} <= one - many
    started = next(line for line in many if line.startswith("ExecStart="))
    assert "env PORT=%i METRICS_PORT=1%i /opt/exportlots/.venv/bin/python -m bot serve" in started


def test_what_is_installed_is_removed_again() -> None:
    installed, _, removed = text("docs/drift.md").partition("## Avveckla")
    made = re.findall(r"^(?:install|cp) .* (/(?:etc|usr|var)/\S+)$", installed, re.MULTILINE)
    named = [place.partition("env")[0].rstrip("/") for place in made if "centrum.yaml" not in place]
    gone = {place.strip("*`,") for place in re.findall(r"/\S+", removed)}
    assert set(named) == {
        "/etc/exportlots", "/etc/exportlots-centrum", "/usr/local/bin", "/var/backups/exportlots",
        "/etc/systemd/system",
    }  # fmt: skip
    for place in named:
        assert {place, f"{place}/exportlots"} & gone, place


def test_by_hand_is_always_on_the_services_own_database() -> None:
    """In the container the program has the settings; elsewhere only the script gives them."""
    for name in ("drift", "dataskydd", "processledare"):
        page = text(f"docs/{name}.md")
        assert re.search(r"^exportlots \w+", page, re.MULTILINE)
        assert re.findall(r"(?<!exportlots )python -m bot", page) == []


def test_the_image_takes_what_it_needs_by_digest_and_runs_as_nobody_in_particular() -> None:
    image = text("Containerfile")
    ignored = text(".containerignore").splitlines()
    for copied in re.findall(r"^COPY (?!--)(.+) \S+$", image, re.M):
        for name in copied.split():
            assert (ROOT / name).exists()
            assert f"!{name}" in ignored
    assert "--require-hashes" in image
    assert image.index("USER exportlots") < image.index("CMD [")


def test_the_service_has_longer_to_end_than_it_takes() -> None:
    from bot.app import GRACE
    from bot.cli import serving

    allowed = re.search(r"TimeoutStopSec=(\d+)", text("deploy/exportlots.service"))
    assert allowed is not None
    assert int(allowed[1]) > serving.GRACE + 2 * GRACE + 20


@pytest.fixture
def nginx() -> Iterator[Path]:
    """A folder with the example as nginx can run it here: on sockets of its own, nobody behind."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    openssl = shutil.which("openssl")
    if program is None or openssl is None:
        pytest.skip("nginx is not installed here (Debian: apt install nginx-light)")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "nginx").symlink_to(program)
        key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
        subprocess.run(
            [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
             "-subj", "/CN=bot.example.org", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        site = text("deploy/nginx.conf").replace("127.0.0.1:8080", "127.0.0.1:1")
        for place in ("/etc/ssl/exportlots", "/var/log/nginx"):
            site = site.replace(place, name)
        site = re.sub(r"listen \[::\]:.*", "", site)
        site = re.sub(r"listen (80|443)", rf"listen unix:{name}/\1", site)
        (folder / "nginx.conf").write_text(
            f"pid {name}/pid; error_log {name}/error.log; daemon off; events {{}} "
            f"http {{ access_log off; client_body_temp_path {name}/body; {site} }}"
        )
        yield folder


def test_nginx_takes_the_example(nginx: Path) -> None:
    asked = [nginx / "nginx", "-t", "-c", nginx / "nginx.conf"]
    tried = subprocess.run(asked, check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


def test_nginx_never_writes_a_calendars_address(nginx: Path) -> None:
    served = subprocess.Popen([nginx / "nginx", "-c", nginx / "nginx.conf"])
    try:
        until((nginx / "443").exists, "its socket")
        way = httpx.HTTPTransport(uds=str(nginx / "443"), verify=False)
        with httpx.Client(transport=way, base_url="https://bot.example.org") as client:
            for path in ("/calendar/nobody-guesses-this.ics", "/health"):
                assert client.get(path).status_code == 502, "nobody is behind it"
    finally:
        served.terminate()
        served.wait(30)
    told = {name: (nginx / name).read_text() for name in ("error.log", "exportlots.log")}
    assert "/health" in told["error.log"]
    assert "/calendar/..." in told["exportlots.log"]
    assert "nobody-guesses" not in str(told)


def test_caddy_never_writes_a_calendars_address() -> None:
    """Held to in both logs: as they are by default, errors are told with the address."""
    masked = re.findall(
        r"\blog \{\s+format filter \{.*?\n\s+\}", text("deploy/Caddyfile"), re.DOTALL
    )
    assert len(masked) == 2
    assert all("request>uri regexp ^/calendar/.* /calendar/..." in one for one in masked)
    assert len(re.findall(r"^\s*log\b", text("deploy/Caddyfile"), re.MULTILINE)) == 2
