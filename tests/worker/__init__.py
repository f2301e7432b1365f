"""Tests of the second process."""
