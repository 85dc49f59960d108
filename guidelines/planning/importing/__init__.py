"""Reading a planskema into the plan: match, compare, show, and apply as one change."""
