"""Print the settings table of the README: `python -m scripts.settings_table [sv|en]`."""

from __future__ import annotations

import sys

from bot.settings_table import table


def main() -> None:
    """Print the table in the language asked for, Swedish if none is."""
    print(table("en" if sys.argv[1:] == ["en"] else "sv"))


if __name__ == "__main__":
    main()
