"""Answers from a mail without signing in: links, what stands behind them, and the page that they open (ux 5.3)."""
