"""What a page shows, read from its HTML, so that ours and the minimum can be held against each other."""

from __future__ import annotations

import re

Shown = list[tuple[str, ...]]
_TAG = re.compile(r"<[^>]*>")


def plan_rows(html: str) -> Shown:
    """Return title, tovholdere, the marks by year and the next due date of each row, then the menu of tovholdere."""
    rows = re.findall(r'<tr role="row" id="r\d+">(.*?)</tr>', html, re.DOTALL)
    menu = re.findall(r'<select name="tovholder"[^>]*>(.*?)</select>', html, re.DOTALL)
    return [*map(_plan_row, rows), *((name,) for name in re.findall(r'<option value="\d+">([^<]*)', "".join(menu)))]


def _plan_row(row: str) -> tuple[str, ...]:
    title, who, due = (
        _text(re.search(pattern, row, re.DOTALL))
        for pattern in (r"<a [^>]*>(.*?)</a>", r'class="who"[^>]*>(.*?)</td>', r'class="next"[^>]*>([^<]*)')
    )
    years = re.findall(r'<td role="cell" class="y[^>]*>(.*?)</td>', row, re.DOTALL)
    return title, who, *(" ".join(re.findall(r'class="mark (\w+)"', year)) for year in years), due


def list_rows(html: str) -> Shown:
    """Return title, group, version, dates and the shape of the validity of each row of the list; no tick box."""
    body = re.findall(r"<tbody[^>]*>(.*?)</tbody>", html, re.DOTALL)
    return [_list_row(row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", "".join(body), re.DOTALL)]


def _list_row(row: str) -> tuple[str, ...]:
    title = _text(re.search(r"<a [^>]*>(.*?)</a>", row, re.DOTALL))
    cells = re.findall(r'<td(?! role="cell" class="tickbox")[^>]*>(.*?)</td>', row, re.DOTALL)
    *facts, _validity = (_TAG.sub("", cell).strip() for cell in cells)
    return title, *facts, *re.findall(r'class="pill (\w+)"', row)


def task_titles(html: str) -> Shown:
    """Return the titles of guidelines that the page links to, in alphabetical order, each once."""
    main = html[html.index("<main") :] if "<main" in html else html
    return sorted({(title,) for title in re.findall(r'<a href="/retningslinjer/[^"]+/"[^>]*>([^<]*)</a>', main)})


def _text(found: re.Match[str] | None) -> str:
    return _TAG.sub("", found[1]).strip() if found else ""
