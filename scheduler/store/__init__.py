"""Rows and how they become domain values; the only layer that speaks SQL."""
