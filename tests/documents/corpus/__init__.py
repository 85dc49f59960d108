"""Guidelines made up from a seed, each with what it says and what is wrong with it, to measure the reader by.

The generator knows the design pages only: it shares nothing with `guidelines.documents`. See `__main__` for the table.
"""
