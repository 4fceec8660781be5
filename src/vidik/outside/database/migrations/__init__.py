"""How a register of an older Vidik becomes one of this Vidik: Alembic's revisions."""
