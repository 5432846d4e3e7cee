"""Tasks of account managers: what to do today, with whom, and why."""
