"""Commands: one function for each act; it decides and writes nothing itself."""
