"""*Vælg hvilke mails du får*: what is nobody's duty can be turned off, on a page or with one press from a mail."""
