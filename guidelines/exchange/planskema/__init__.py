"""The planskema as a file to send on: one content, four writers, and what an import reads back."""
