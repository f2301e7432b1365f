"""Users grouped by what they need, told from what they do."""
