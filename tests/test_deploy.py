"""What IT is told and given: held against the manifests, the routes and the settings."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.routing import Route

from bot import settings
from bot.__main__ import COMMANDS

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
        text("deploy/exportlots.service") + text("deploy/exportlots-backup.service"),
    )
    assert run and set(run) <= {name for name, _ in COMMANDS}
    assert 'CMD ["python", "-m", "bot", "serve"]' in text("Containerfile")


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


def test_nginx_takes_the_example(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx is not installed here (Debian: apt install nginx-light)")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=bot.example.org", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    site = text("deploy/nginx.conf").replace("/etc/ssl/exportlots", str(tmp_path))
    site = site.replace("/var/log/nginx", str(tmp_path))
    site = re.sub(r"listen (\[::\]:)?(80|443)( ssl)?;", "", site)
    site = site.replace("server_name", "listen 127.0.0.1:0; server_name").replace(
        "127.0.0.1:0", "127.0.0.1:18081"
    )
    (tmp_path / "site.conf").write_text(site)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} "
        f"http {{ include {tmp_path}/site.conf; }}"
    )
    tried = subprocess.run(
        [nginx, "-t", "-c", tmp_path / "nginx.conf"], check=False, capture_output=True, text=True
    )
    assert tried.returncode == 0, tried.stderr
