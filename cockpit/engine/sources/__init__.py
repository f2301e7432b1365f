"""Bytes to tables: files, encodings, headers, cleaning, quarantine."""
