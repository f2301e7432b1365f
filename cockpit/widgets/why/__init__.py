"""Widgets of the overlay that says why a number moved."""
