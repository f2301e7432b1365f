"""The sample workspace: what it says of itself, checked without the program."""
