"""Facts to snapshot objects, one module a screen."""
