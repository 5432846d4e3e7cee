"""What to do about what was found: the tasks that a change makes, why, and what they are worth."""
