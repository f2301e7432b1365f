"""Tests of why a number moved."""
