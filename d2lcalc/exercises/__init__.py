"""Exercises that check the learner, one file a topic."""
