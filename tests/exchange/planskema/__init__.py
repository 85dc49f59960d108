"""The planskema as a file, and what reading it back makes of it."""
