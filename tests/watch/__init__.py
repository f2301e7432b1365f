"""Tests of the watch: from tables to observations, decisions and the log."""
