"""What Alembic runs: the migrations, on the connection and in the transaction of the caller."""

from alembic import context

from bot.storage.migrations import OPTIONS

context.configure(connection=context.config.attributes["connection"], **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
