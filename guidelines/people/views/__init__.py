"""Pages of people: signing in, persons, groups."""
