"""What `check` found out about a platform; each front end looks at its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.texts import Arg


@dataclass(frozen=True)
class Found:
    """One thing that `check` tells: as it should be, worth a look, or a stop."""

    kind: Literal["right", "remark", "stops"]
    text: Arg
