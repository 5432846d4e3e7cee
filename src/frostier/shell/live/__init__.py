"""Events: how they come in, and how far they have been taken."""
