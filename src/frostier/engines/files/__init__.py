"""Files and databases as rows of text."""
