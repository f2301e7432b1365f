"""What files of a folder are, told from their names, headers and cells."""
