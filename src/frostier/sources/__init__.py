"""What a record means: the data standard, and how a file is mapped onto it."""
