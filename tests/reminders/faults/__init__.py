"""The faults of the rows R1 to R22."""
