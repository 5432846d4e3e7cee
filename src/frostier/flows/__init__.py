"""What a person can have done: import, grade, ask what if, publish, explain, prove."""
