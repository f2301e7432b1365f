"""Tests of computed evidence."""
