"""Tests of the watch: what is observed, judged and written down."""
