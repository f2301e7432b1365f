"""Tables to small mergeable frames; the only stage that reads big data."""
