"""Reading one guideline document: lines in; facts with quotations and places out. No database, no clock, no guesses."""
