"""Clean records merged and folded into day facts."""
