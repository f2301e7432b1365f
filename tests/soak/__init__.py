"""The long counts: what must hold a hundred, a thousand, twenty thousand times."""
