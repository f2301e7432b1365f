"""Alarm rules: data that say when a number is wrong, and the pure step that judges."""
