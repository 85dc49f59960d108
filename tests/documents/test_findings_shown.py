"""Findings on a page: severity by word and shape, sentence, each quotation with its place, and what to do."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from guidelines.documents.checks.types import Finding
from guidelines.documents.guideline.facts import Place, Quote

FOUND = [
    Finding("a", "error", "Datoerne er uenige.", (Quote("1. maj 2025", Place("page", 3)),), "Ret den ene."),
    Finding("b", "warning", "Linket er gammelt."),
    Finding("c", "unknown", "<b>Dagen</b> mangler.", (Quote("maj 2025", Place("paragraph", 12)),)),
]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", ["Fejl Datoerne er uenige.", "Side 3: 1. maj 2025", "Se efter Linket", "Uklart <b>Dagen", "Afsnit 12:"]),
        ("en", ["Error Datoerne", "Page 3:", "Take a look Linket", "Unclear <b>Dagen</b> mangler.", "Paragraph 12:"]),
    ],
)
def test_each_is_shown_with_word_quotation_and_place(language, words):
    with translation.override(language):
        html = render_to_string("components/findings.html", {"findings": FOUND})
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    assert [word for word in words if word not in shown] == []
    assert "Ret den ene." in shown
    assert "<b>Dagen" not in html
    assert re.findall(r'<b class="pill (\w+)">', html) == ["err", "info", "unk"]
