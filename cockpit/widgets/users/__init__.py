"""Panels of the screen of users: each draws one answer, or says why there is none."""
