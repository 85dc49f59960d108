"""The annual report: what became of a year, as it was known on a day."""
