"""The list of commands."""

import pytest

from bot.desk.commands import Blank, Entry, said
from bot.desk.registry import _once


def test_a_name_that_two_commands_have_is_refused() -> None:
    one, other = (Entry("met", Blank, lambda work, command: said("help.intro")) for _ in range(2))
    assert _once([("met", one), ("träffade", one), ("met", one)]) == {"met": one, "träffade": one}
    with pytest.raises(ValueError, match="'met'"):
        _once([("met", one), ("met", other)])
