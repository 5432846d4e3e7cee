"""Runs: what is being done, how far it is, what it gave, and what became of it."""
