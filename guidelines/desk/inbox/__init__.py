"""*Indbakke*: what waits for the secretariat, with a preview and saved views (ux 10.4)."""
