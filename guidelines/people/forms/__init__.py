"""Forms of people: signing in, persons, groups."""
