"""The predicate language and the catalogue of tags."""
