"""What the child process answers for a planskema in a PDF is what its functions answer when they are called here."""

from __future__ import annotations

import json

import pytest

from guidelines.documents.guideline.running import in_child
from guidelines.documents.pdf.plan import pdf_plan
from tests.documents.pdfs import Look, pdf
from tests.documents.plans import TABLE
from tests.documents.test_pdf_tables import LOOKS


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_the_child_answers_what_its_functions_do(look: Look) -> None:
    data = pdf(TABLE, look)
    here = json.loads(json.dumps(pdf_plan(data)))
    assert here == in_child("plan", data)
    assert here["choices"]
