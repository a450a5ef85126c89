"""Typed formulas of vectors and matrices: what they say (`expression`), and of which size and with which numbers (`values`)."""
