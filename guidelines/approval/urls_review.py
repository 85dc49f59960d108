"""Addresses of the review by the secretariat, of what comes back from it, and of publishing."""

from __future__ import annotations

from django.urls import path

from guidelines.approval import history_review  # noqa: F401 - says how events of the review read
from guidelines.approval.views import cases, comments, publishing, recusals, setup

urlpatterns = [
    path("forloeb/<int:revision_id>/sag/", cases.case, name="case"),
    path("forloeb/<int:revision_id>/sag/tag/", cases.take, name="case-take"),
    path("forloeb/<int:revision_id>/sag/giv/", cases.give, name="case-give"),
    path("forloeb/<int:revision_id>/sag/slip/", cases.release, name="case-release"),
    path("forloeb/<int:revision_id>/sag/inhabil/", recusals.recusal, name="case-recusal"),
    path("forloeb/<int:revision_id>/inhabil/<int:recusal_id>/fortryd/", recusals.take_back, name="recusal-undo"),
    path("forloeb/<int:revision_id>/kommentarer/", comments.comments, name="run-comments"),
    path("forloeb/<int:revision_id>/publicer/", publishing.publish_page, name="publish"),
    path("opsaetning/tjekliste/", setup.checklist, name="checklist"),
    path("opsaetning/tjekliste/<int:item_id>/", setup.item, name="checklist-item"),
    path("opsaetning/fraser/", setup.phrases, name="phrases"),
]
