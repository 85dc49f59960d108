"""Dates in templates: `{% load danish %}`; what each reads like is said in guidelines.lists.dates."""

from __future__ import annotations

from django import template

from guidelines.lists import dates

register = template.Library()
register.filter("long_date", dates.long_date)
register.filter("fuzzy_date", dates.long_date)
register.filter("table_date", dates.table_date)
register.filter("short_month", dates.short_month)
register.filter("clock_time", dates.clock_time)
register.filter("relative_days", dates.relative_days)
