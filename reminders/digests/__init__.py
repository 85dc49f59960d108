"""Overviews: the secretariat's day, and the quarter of those who chair a group (ux 5.2)."""
