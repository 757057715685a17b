"""What every part of the centre file is made of: frozen records, texts in both languages, and
the mark of who owns a fact and when it was last checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from bot.texts import Label


class Record(BaseModel):
    """A frozen part of the file; an unknown key is a fault, since it is mostly a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Verified(Record):
    """A fact that can go stale.

    `last_verified` is empty until somebody at the organisation has confirmed the fact; `source`
    says where it comes from meanwhile, and `verify` what has to be asked.
    """

    owner: str | None = None
    last_verified: date | None = None
    source: str | None = None
    verify: str | None = None


def _both_languages(raw: Any) -> Any:
    if isinstance(raw, Label):
        return raw
    if not isinstance(raw, Mapping):
        raise PydanticCustomError("text", "a text in both languages is wanted here")
    for lang in ("sv", "en"):
        if not isinstance(raw.get(lang), str) or not raw[lang].strip():
            raise PydanticCustomError("language", "the text has no {lang}", {"lang": lang})
    for key in raw:
        if key not in ("sv", "en"):
            raise PydanticCustomError("extra_language", "{key} is no language", {"key": str(key)})
    return Label(sv=raw["sv"].strip(), en=raw["en"].strip())


Text = Annotated[Label, BeforeValidator(_both_languages)]
"""A sentence or name with `sv` and `en`, both required."""


def as_list(raw: Any) -> Any:
    """A single value where a list may stand: `lead: almi`, `needs: voucher`."""
    if raw is None:
        return ()
    return tuple(raw) if isinstance(raw, list | tuple) else (raw,)


Several = Annotated[tuple[str, ...], BeforeValidator(as_list)]
"""One name or a list of names."""
