"""What Alembic runs a revision with: the connection that Vidik has open."""

from alembic import context

from vidik.outside.database.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
