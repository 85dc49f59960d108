"""What a form in a list carries of what its row shows (people.seen), in templates: `{% load seen %}`."""

from __future__ import annotations

from django import template

from guidelines.people import seen
from guidelines.people.forms.persons import address_mark

register = template.Library()
register.simple_tag(seen.last_event)
register.filter(address_mark)
