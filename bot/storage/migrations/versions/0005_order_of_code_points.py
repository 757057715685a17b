"""Compare names by their code points on PostgreSQL, whatever the database's own order is.

Revision 0005, after 0004. Companies are looked for by how their name begins, and the nearest in
the alphabet are compared: in the order of a language an accent, a space or a hyphen may count for
nothing, and U+FFFF, which ends the range, too. SQLite has this order always. No type changes: a
process of the former version that still runs goes on.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (("company", "name_key"), ("contact", "name"))


def upgrade() -> None:
    """The order of code points; an index on the column is made anew with it."""
    _order('COLLATE "C"')


def downgrade() -> None:
    """The database's own order."""
    _order('COLLATE "default"')


def _order(collation: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar {collation}")
