"""Import batches and quarantine, kept transactionally."""
