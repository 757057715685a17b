"""The settings of an installation: the only place that reads the environment and `.env`.

Everything else gets its values from here through `bot.app`, so that a test or a command can run
with settings of its own. A setting exists only when something uses it. What each one does is
said in the catalogues (`cli.setting_…`), from where `settings_table` makes the README's table.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.texts import Lang, Phrase, phrase, say

ENV_FILE = ".env"
IDENTITY = re.compile(r"[a-z]+/[^/\s]+/[^/\s]+")
FEED = re.compile(r"[A-Za-z0-9_-]{20,200}")
"""A secret that stands in an address and cannot be guessed."""
GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
"""How Microsoft Entra writes the id of an app, a tenant, a person or a secret."""
SEAL = re.compile(r"[A-Za-z0-9_-]{43}=")
"""A key of `bot.storage.vault`: 32 bytes in URL-safe base64."""
DATABASES = ("sqlite:", "postgres")
"""How an address begins; `bot.storage` says what is wrong with the rest of it."""
TOKENS = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-", "slack_config_token": "xoxe"}
"""How each of Slack's tokens begins: they are easily taken for one another."""
_LOOPBACK = r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?"
ADDRESSES = {
    "public_url": re.compile(rf"(?:https://[^/\s?#]+|{_LOOPBACK})/?"),
    "slack_api_url": re.compile(rf"(?:https://[^\s?#]+|{_LOOPBACK})/api/"),
}
"""What an address may be: nothing but this computer is spoken to without encryption."""


PROXY = re.compile(r"http://[^\s/?#]+/?")
"""A proxy is spoken to in clear text, and what goes through it is encrypted end to end."""


class SettingsError(Exception):
    """Settings that cannot be used: every fault as a sentence, in the reader's language."""

    def __init__(self, faults: tuple[Phrase, ...], lang: Lang) -> None:
        """Keep the sentences and the language to say them in."""
        super().__init__(" ".join(say(fault, lang) for fault in faults))
        self.faults = faults
        self.lang = lang


class Settings(BaseSettings):
    """What an installation decides. Read once at the start, never changed.

    The database's address may hold a password and is therefore a secret: it never stands in a
    log or an error message.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: SecretStr = SecretStr("sqlite:///exportlots.sqlite")
    secret_key: SecretStr | None = None
    centre_file: Path | None = None
    coordinators: Annotated[tuple[str, ...], NoDecode] = ()
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    public_url: str = ""
    https_proxy: SecretStr | None = None
    read_messages: bool = False
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_read_threads: bool = False
    slack_config_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: str = ""
    teams_app_password: SecretStr | None = None
    teams_tenant_id: str = ""
    teams_allowed_tenants: Annotated[tuple[str, ...], NoDecode] = ()
    teams_read_threads: bool = False
    teams_local: bool = False
    calendar_feed: SecretStr | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    language: Lang = "sv"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(DATABASES):
            raise ValueError("unknown database")
        return value

    @field_validator("coordinators", "teams_allowed_tenants", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("coordinators")
    @classmethod
    def _identities(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(IDENTITY.fullmatch(one) for one in value):
            raise ValueError("not platform/workspace/user")
        return tuple("/".join(map(_as_compared, one.split("/"))) for one in value)

    @field_validator("slack_bot_token", "slack_app_token", "slack_config_token")
    @classmethod
    def _kind_of_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(TOKENS[str(info.field_name)]):
            raise ValueError("another kind of token")
        return value

    @field_validator("calendar_feed")
    @classmethod
    def _unguessable(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not FEED.fullmatch(value.get_secret_value()):
            raise ValueError("too short, or no part of an address")
        return value

    @field_validator("secret_key")
    @classmethod
    def _keys_of_seals(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not all(SEAL.fullmatch(key) for key in _parted(value)):
            raise ValueError("no key")
        return value

    @field_validator("https_proxy")
    @classmethod
    def _way_out(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not PROXY.fullmatch(value.get_secret_value()):
            raise ValueError("not the address of a proxy")
        return value

    @field_validator("public_url", "slack_api_url")
    @classmethod
    def _address(cls, value: str, info: ValidationInfo) -> str:
        if value and not ADDRESSES[str(info.field_name)].fullmatch(value):
            raise ValueError("not such an address")
        return value.rstrip("/") if info.field_name == "public_url" else value

    @field_validator("teams_app_id", "teams_tenant_id")
    @classmethod
    def _id(cls, value: str) -> str:
        if value and not GUID.fullmatch(value):
            raise ValueError("no GUID")
        return _as_compared(value)

    @field_validator("teams_allowed_tenants")
    @classmethod
    def _ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(cls._id(one) for one in value)

    @field_validator("teams_app_password")
    @classmethod
    def _no_id(cls, value: SecretStr | None) -> SecretStr | None:
        """The portal shows a secret's id beside its value, and only the value is a secret."""
        if value and GUID.fullmatch(value.get_secret_value()):
            raise ValueError("the id of a secret")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Settings:
        """A platform is either switched on with all it needs, or not at all."""
        codes = (*_slack_faults(self), *_teams_faults(self))
        if codes:
            raise ValueError(" ".join(codes))
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of what is sealed in rows: the first seals, all of them open."""
        return _parted(self.secret_key)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are switched on, by their own names."""
        on = {"Slack": bool(self.slack_bot_token), "Teams": self.teams_on}
        return tuple(name for name in on if on[name])

    @property
    def teams_on(self) -> bool:
        """Whether Teams is switched on: with an app, or for a client on this computer."""
        return bool(self.teams_app_id) or self.teams_local

    @field_validator("log_format", "log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("language", mode="before")
    @classmethod
    def _first_known_language(cls, value: object) -> Lang:
        return _language(value)


def load(**given: Any) -> Settings:
    """The settings from `given`, the environment and `.env`, in that order.

    Raises `SettingsError` with every fault at once. A proxy that stands in `.env` alone is put
    into the environment: the libraries that call out look for it there, beside `NO_PROXY`.
    """
    try:
        found = Settings(**given)
        if found.https_proxy is not None and "https_proxy" not in given:
            os.environ.setdefault("HTTPS_PROXY", secret(found.https_proxy))
        return found
    except ValidationError as error:
        faults = tuple(fault for one in error.errors() for fault in _faults(one))
        raise SettingsError(faults, reader()) from None


def reader() -> Lang:
    """The language for the command line; works even where other settings are wrong."""
    return _language(os.environ.get("LANGUAGE") or _dotenv().get("LANGUAGE"))


def misspelt() -> dict[str, str]:
    """Names in `.env` that nobody reads and that look like a setting's, with that setting."""
    names = list(variables())
    found = {}
    for name in _dotenv():
        if name.upper() not in names:
            near = get_close_matches(name.upper(), names, n=1, cutoff=0.8)
            if near:
                found[name] = near[0]
    return found


def variables() -> tuple[str, ...]:
    """The names of all settings, as they stand in the environment."""
    return tuple(name.upper() for name in Settings.model_fields)


def _faults(error: Mapping[str, Any]) -> Iterator[Phrase]:
    """One of pydantic's errors as sentences; one about the whole carries the codes of several."""
    if not error["loc"]:
        for code in str(error["ctx"]["error"]).split():
            yield phrase(f"cli.setting_{code}")
        return
    name = str(error["loc"][0])
    right = phrase(f"cli.setting_right_{name}")
    yield phrase("cli.setting_wrong", name=name.upper(), right=right)


def _slack_faults(given: Settings) -> Iterator[str]:
    way_in = given.slack_app_token or given.slack_signing_secret
    if given.slack_bot_token and not way_in:
        yield "slack_no_way_in"
    if way_in and not given.slack_bot_token:
        yield "slack_no_token"


def _teams_faults(given: Settings) -> Iterator[str]:
    """What Teams lacks. Without an app nobody is asked who calls, so only this computer may."""
    if given.teams_app_id and not given.teams_app_password:
        yield "teams_no_password"
    if given.teams_app_id and not given.teams_tenant_id:
        yield "teams_no_tenant"
    if (given.teams_app_password or given.teams_tenant_id) and not given.teams_app_id:
        yield "teams_no_app_id"
    if given.teams_local and given.teams_app_id:
        yield "teams_local_with_app"
    if given.teams_local and not _loopback(given.host):
        yield "teams_local_open"


def _as_compared(value: str) -> str:
    """An id of Entra's in small letters, as Teams writes it; others differ by their case."""
    return value.lower() if GUID.fullmatch(value) else value


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _language(value: object) -> Lang:
    return "en" if isinstance(value, str) and value.strip().lower().startswith("en") else "sv"


def _dotenv() -> Mapping[str, str | None]:
    return dotenv_values(ENV_FILE)


def _parted(value: SecretStr | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in secret(value).split(",") if part.strip())


def secret(value: SecretStr | None) -> str:
    """A secret's own words, for whoever is to use them; empty where it is not set."""
    return value.get_secret_value() if value is not None else ""


def has_screen() -> bool:
    """Whether a browser could be opened for the reader: not over ssh or in a container."""
    if sys.platform in {"darwin", "win32"}:
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
