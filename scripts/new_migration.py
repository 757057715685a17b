"""Write the next migration from what `tables.py` has and the migrations have not.

    python -m scripts.new_migration "what it is for"

Read what was written before committing it: Alembic does not see renames, and data is yours to
move. A migration that was released is never changed.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.storage.addresses import parse
from bot.storage.connections import upgrading
from bot.storage.schema import SCRIPTS


def main() -> None:
    """Write one migration file and say where."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("words", help="what the migration is for")
    print(following(asked.parse_args().words))


def following(words: str) -> Path:
    """Write the next number after the newest migration."""
    heads = ScriptDirectory(str(SCRIPTS)).get_current_head()
    number = f"{int(heads or 0) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        written = _write(SCRIPTS, number, words, Path(folder))
    name = re.sub(r"\W+", "_", words.lower()).strip("_")
    return written.rename(written.with_name(f"{number}_{name}.py"))


def _write(scripts: Path, number: str, words: str, folder: Path) -> Path:
    engine = upgrading(parse(f"sqlite:///{folder}/compared.sqlite"))
    with engine.connect() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.set_main_option("file_template", "%%(rev)s")
        command.upgrade(config, "head")
        made = command.revision(config, words, autogenerate=True, rev_id=number)
    if made is None or isinstance(made, list):
        raise SystemExit("Alembic wrote no migration.")
    return Path(made.path)


if __name__ == "__main__":
    main()
