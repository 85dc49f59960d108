"""*Belastning*: how the work is spread over people, groups, years and months."""
