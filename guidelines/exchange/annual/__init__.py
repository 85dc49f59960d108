"""*Årsrapport*: what became of a year's plan, of a group and of the country, as it was known on a day."""
