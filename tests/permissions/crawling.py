"""Opens every address there is with every key there is, then follows what the pages link to."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guidelines.approval.models import Decision, Party
from guidelines.documents.models import StoredFile
from guidelines.models import (
    Assignment,
    Event,
    ExtensionRequest,
    Group,
    Guideline,
    GuidelineVersion,
    Person,
    PlanEntry,
    Revision,
    Step,
)
from reminders.models import Mail
from tests.exchange import pdf_text

LEAVING = re.compile(r"^/(log-ud|sprog)/")
ABOUT_THE_RUN = re.compile(r"^/(forloeb|godkendelser|afgoerelser|hoering|indbakke|planskema)/")


def _keys() -> dict[str, list[Any]]:
    """The values that an argument of each name can have."""
    slugs = [*Group.objects.filter(guideline_links__isnull=False).distinct(), *Guideline.objects.all()]
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True))  # those inside come first
    return {
        "slug": [each.slug for each in slugs],
        "pk": people[:3],
        "person_id": people[:3],
        "other": people[:1],
        "key": [*StoredFile.objects.values_list("pk", flat=True), *Mail.objects.values_list("key", flat=True)],
        "token": ["findes-ikke"],
        "revision_id": list(Revision.objects.values_list("pk", flat=True)),
        "step_id": list(Step.objects.values_list("pk", flat=True)),
        "decision_id": list(Decision.objects.values_list("pk", flat=True)),
        "party_id": list(Party.objects.values_list("pk", flat=True)),
        "entry_id": list(PlanEntry.objects.values_list("pk", flat=True)),
        "guideline_id": list(Guideline.objects.values_list("pk", flat=True)),
        "version_id": list(GuidelineVersion.objects.values_list("pk", flat=True)),
        "assignment_id": list(Assignment.objects.values_list("pk", flat=True)),
        "request_id": list(ExtensionRequest.objects.values_list("pk", flat=True)),
        "seq": list(Event.objects.order_by("-seq").values_list("seq", flat=True)[:3]),
    }


def _patterns(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def addresses() -> Iterator[str]:
    """Every address of the site, with every key its arguments can have."""
    keys = _keys()
    for pattern in _patterns(get_resolver().url_patterns):
        names = list(pattern.pattern.converters)
        if "day" in names:
            continue  # a queue of the secretariat alone, whose pages are crawled from its list
        for values in itertools.product(*(keys.get(name, [1, 2]) for name in names)):
            yield reverse(str(pattern.name), kwargs=dict(zip(names, values, strict=True)))


def text_of(response: Any) -> str:
    """What an answer holds: headers, and the body with whatever is packed into it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind, heads = response.headers.get("Content-Type", ""), str(response.headers)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return heads + "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    if kind == "application/pdf" and b"Typst" in body:
        return heads + pdf_text.text_of(body)
    return heads + body.decode(errors="replace")


def crawl(client: Client, *, most: int = 60, posts: bool = True, under: str = "/") -> Iterator[tuple[str, str]]:
    """Yield (address, text) of every answer: each address by GET, those of revisions by empty POST, then what pages
    link to, at most so many.
    """
    seen, links = set(), deque[str]()
    for url in addresses():
        if LEAVING.match(url) or not url.startswith(under):
            continue
        seen.add(url)
        yield from _opened(client, url, links)
        if posts and ABOUT_THE_RUN.match(url):
            with transaction.atomic():
                yield f"POST {url}", text_of(client.post(url))
                transaction.set_rollback(True)
    while links and most:
        url = links.popleft()
        if url in seen or LEAVING.match(url):
            continue
        seen.add(url)
        most -= 1
        yield from _opened(client, url, links)


def _opened(client: Client, url: str, links: deque[str]) -> Iterator[tuple[str, str]]:
    response = client.get(url)
    text = text_of(response)
    yield url, text
    if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
        for href in re.findall(r'href="([^"#]+)', text):
            to = urlsplit(urljoin(url, unescape(href)))
            if to.scheme != "mailto" and not to.netloc and not to.path.startswith("/static/"):
                links.append(f"{to.path}?{to.query}" if to.query else to.path)
