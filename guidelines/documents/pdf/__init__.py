"""Tables in PDF files: told by their lines and by where the words stand."""
