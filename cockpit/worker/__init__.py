"""The second process: it holds the session, the first one draws."""
