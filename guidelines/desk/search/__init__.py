"""*Søg*: guidelines, people, groups and pages, by one field (Ctrl+K)."""
