"""What can be wrong with data, how much of it is, and what they cannot answer."""
