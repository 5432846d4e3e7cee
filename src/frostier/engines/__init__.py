"""Adapters to the world: files and DuckDB."""
