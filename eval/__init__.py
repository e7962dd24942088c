"""Measure whether answers are right, how fast they are, and whether either got worse."""
