"""Measurements of the hot paths against hand-written minimums (performance.md 7); run it by `make bench`."""
