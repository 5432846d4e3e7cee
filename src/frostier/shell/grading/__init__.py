"""Schemes and their versions, the ledger, tier states, overrides and recorded gradings, kept transactionally."""
