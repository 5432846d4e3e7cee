"""Speed, measured against peers in the same run. Not part of the tests: nothing here asserts a duration."""
