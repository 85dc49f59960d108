"""The plan approved as one object: what it holds, what has changed since, and the pages for that (ux 10.6)."""
