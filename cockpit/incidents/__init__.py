"""Incidents: an append-only event log, and everything that is a replay of it."""
