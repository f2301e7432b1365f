"""Parts of screens. They show what they are given and report what happens."""
