"""Panels of the screen of attribution."""
