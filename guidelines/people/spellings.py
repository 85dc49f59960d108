"""Every way a group is written."""

from __future__ import annotations

from guidelines.people.models import Group, GroupAlias


def groups_by_spelling() -> dict[str, str]:
    """Abbreviations, names and aliases of all groups to the abbreviation; two statements."""
    spellings: dict[str, str] = {}
    for abbreviation, name in Group.objects.values_list("abbreviation", "name"):
        spellings |= {name: abbreviation, abbreviation: abbreviation} if name else {abbreviation: abbreviation}
    for alias, abbreviation in GroupAlias.objects.values_list("spelling", "group__abbreviation"):
        spellings.setdefault(alias, abbreviation)
    return spellings
