"""*Retningslinjer* for those who work with it: saved views, and acts on several guidelines."""
