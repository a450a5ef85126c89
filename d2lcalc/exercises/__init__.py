"""The questions of the course, one file a topic: a right answer that is computed, and every wrong one a belief with a reply."""
