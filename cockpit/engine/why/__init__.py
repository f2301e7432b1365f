"""Why a number moved: splits that sum to the change, and where it came from."""
