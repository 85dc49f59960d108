"""Pages of a revision on its way to approval."""
