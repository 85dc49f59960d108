"""*Historik*: what happened, filtered; nothing in it can be changed."""
