"""*Overblik*: how the register stands, what waits where and for how long, and what falls due; today or on a day."""
