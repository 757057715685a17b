"""Whether a package for Teams is the one that these settings and this version would make."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from bot.handlers.found import Found
from bot.handlers.teams.manifest import Made, content, number, translation
from bot.texts import LANGUAGES, Arg, Phrase, phrase

MAX_BYTES = 1024 * 1024
"""Of one file in a package: ours are a few kilobytes, and a zip may claim to hold anything."""


class _Command(BaseModel):
    id: str = ""
    title: str = ""
    context: tuple[str, ...] = ()


class _Commands(BaseModel):
    commands: tuple[_Command, ...] = ()


class _Bot(BaseModel):
    botId: str = ""  # noqa: N815  # as in the manifest
    scopes: frozenset[str] = frozenset()
    commandLists: tuple[_Commands, ...] = ()  # noqa: N815
    supportsFiles: bool = False  # noqa: N815


class _Language(BaseModel):
    languageTag: str  # noqa: N815
    file: str


class _Languages(BaseModel):
    defaultLanguageTag: str = ""  # noqa: N815
    defaultLanguageFile: str = ""  # noqa: N815
    additionalLanguages: tuple[_Language, ...] = ()  # noqa: N815


class _Permission(BaseModel):
    name: str


class _Permissions(BaseModel):
    resourceSpecific: tuple[_Permission, ...] = ()  # noqa: N815


class _Authorization(BaseModel):
    permissions: _Permissions = _Permissions()


class Manifest(BaseModel):
    """What is compared of a manifest.json; Teams knows much more."""

    id: str = ""
    version: str = ""
    bots: tuple[_Bot, ...] = ()
    composeExtensions: tuple[_Commands, ...] = ()  # noqa: N815
    permissions: frozenset[str] = frozenset()
    authorization: _Authorization = _Authorization()
    validDomains: frozenset[str] = frozenset()  # noqa: N815
    icons: dict[str, str] = {}
    localizationInfo: _Languages = _Languages()  # noqa: N815
    supportsChannelFeatures: str | None = None  # noqa: N815

    @property
    def bot(self) -> _Bot:
        """Teams knows one bot an app."""
        return self.bots[0] if self.bots else _Bot()

    @property
    def asked(self) -> frozenset[str]:
        """What the app asks for: of the one who adds it, and of the owner of a team or chat."""
        granted = self.authorization.permissions.resourceSpecific
        return self.permissions | {one.name for one in granted}

    @property
    def words(self) -> set[str]:
        """The words that Teams proposes after a mention."""
        return {one.title for each in self.bot.commandLists for one in each.commands}

    @property
    def menu(self) -> set[str]:
        """The message extension's commands, with the places where Teams offers them."""
        commands = (one for each in self.composeExtensions for one in each.commands)
        return {f"{one.id} ({place})" for one in commands for place in one.context}


class Package(BaseModel):
    """What a zip holds: its manifest, its translations by language tag, and its files' names."""

    manifest: Manifest
    translations: dict[str, dict[str, Any]]
    names: frozenset[str]


def read(data: bytes) -> Package:
    """A package's parts. Raises `ValueError` for what is no package of an app."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
            manifest = Manifest.model_validate(_json(archive, "manifest.json"))
            info = manifest.localizationInfo
            files = {info.defaultLanguageTag: info.defaultLanguageFile}
            files |= {one.languageTag: one.file for one in info.additionalLanguages}
            spoken = {tag: _json(archive, name) for tag, name in files.items() if name in names}
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise ValueError("no package of an app") from error
    return Package(manifest=manifest, translations=spoken, names=names)


def compared(made: Made, data: bytes) -> list[Found]:
    """Where a package is not as the settings say, each with what to do; one line when it is."""
    try:
        package = read(data)
    except ValueError:
        return [Found("stops", phrase("teams_check.no_package"))]
    wanted, has = Manifest.model_validate(content(made)), package.manifest
    found = [
        *_identity(wanted, has),
        *_permissions(wanted, has),
        *_files(wanted, package),
        *_ways_in(wanted, has),
        *_languages(made, package),
    ]
    return found or [Found("right", phrase("teams_check.package", version=has.version))]


def _identity(wanted: Manifest, has: Manifest) -> Iterator[Found]:
    if has.bot.botId.lower() != wanted.bot.botId:
        yield _stop("teams_check.other_bot", bot=has.bot.botId, wanted=wanted.bot.botId)
    elif has.id.lower() != wanted.id:
        yield _remark("teams_check.other_app", id=has.id, wanted=wanted.id)
    if lacks := wanted.validDomains - has.validDomains:
        yield _remark("teams_check.domains", names=_listed(lacks))
    if number(has.version) < number(wanted.version):
        yield _remark("teams_check.older", version=has.version, wanted=wanted.version)


def _permissions(wanted: Manifest, has: Manifest) -> Iterator[Found]:
    if missing := wanted.asked - has.asked:
        yield _stop("teams_check.permissions_missing", names=_listed(missing))
    if more := has.asked - wanted.asked:
        yield _remark("teams_check.permissions_more", names=_listed(more))


def _files(wanted: Manifest, has: Package) -> Iterator[Found]:
    named = has.manifest.icons
    missing = {named.get(kind, name) for kind, name in wanted.icons.items()} - has.names
    if missing:
        yield _stop("teams_check.icons", names=_listed(missing))


def _ways_in(wanted: Manifest, has: Manifest) -> Iterator[Found]:
    """Where the bot can be added and spoken to, and by which words and menus."""
    if scopes := wanted.bot.scopes - has.bot.scopes:
        yield _stop("teams_check.scopes", names=_listed(scopes))
    if has.supportsChannelFeatures != wanted.supportsChannelFeatures:
        yield _remark("teams_check.channels", setting="supportsChannelFeatures")
    if wanted.bot.supportsFiles and not has.bot.supportsFiles:
        yield _remark("teams_check.files", setting="supportsFiles")
    if words := wanted.words - has.words:
        yield _remark("teams_check.commands", names=_listed(words))
    if menu := wanted.menu - has.menu:
        yield _remark("teams_check.menu", names=_listed(menu))


def _languages(made: Made, has: Package) -> Iterator[Found]:
    """Teams takes `sv` for every sort of Swedish, so `sv-SE` is as good."""
    spoken = {tag.partition("-")[0].lower(): texts for tag, texts in has.translations.items()}
    for lang in LANGUAGES:
        lacks = translation(made, lang).keys() - spoken.get(lang, {}).keys()
        if lang not in spoken:
            yield _remark("teams_check.language_missing", language=lang)
        elif lacks:
            yield _remark("teams_check.texts_missing", language=lang, n=len(lacks))


def _json(archive: zipfile.ZipFile, name: str) -> Mapping[str, Any]:
    """A JSON object in the zip. Raises `ValueError` when it is none, or larger than it may be."""
    with archive.open(name) as file:
        data = file.read(MAX_BYTES + 1)
    found = json.loads(data.decode("utf-8-sig")) if len(data) <= MAX_BYTES else None
    if not isinstance(found, dict):
        raise ValueError(f"{name} is no JSON object")
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _stop(code: str, **args: Arg) -> Found:
    return Found("stops", Phrase(code, args))


def _remark(code: str, **args: Arg) -> Found:
    return Found("remark", Phrase(code, args))
