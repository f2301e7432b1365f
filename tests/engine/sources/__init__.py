"""Reading files: bytes to tables."""
