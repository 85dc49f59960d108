"""A rule of the register a file, as small pure functions over what was read."""
