"""The page of one guideline: everything the rooms know of it, as far as the viewer may see."""
