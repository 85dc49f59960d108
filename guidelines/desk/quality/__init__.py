"""*Kvalitetstjek*: rules over the whole register, what they find, and what of it is let stand (ux page 27)."""
