"""How much is still to be done, by whom and when: one count for the approval of a plan and for *Belastning*."""
