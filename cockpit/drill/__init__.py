"""Drills: the sample's crisis as it happens, stepped against the clock, then scored."""
