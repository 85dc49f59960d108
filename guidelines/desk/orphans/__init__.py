"""*Forældreløse*: guidelines that nobody is sure to write, and who could."""
