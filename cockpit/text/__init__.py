"""Text and numbers as people read them. Standard library only."""
