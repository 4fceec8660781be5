"""The register's database: SQLite by default, PostgreSQL for a team, the same tables in both."""
