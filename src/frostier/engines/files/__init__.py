"""Files and databases that people hand in, as rows of text; and tables written for people to take away."""
