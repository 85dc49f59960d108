"""Addresses of a revision on its way to approval."""

from __future__ import annotations

from django.urls import path

from guidelines.approval import history, history_consultation  # noqa: F401 - say how events of approval read
from guidelines.approval.views import answers, consultations, declarations, routes, runs

urlpatterns = [
    path("planskema/<slug:slug>/<int:entry_id>/start/", runs.start, name="revision-start"),
    path("planskema/<slug:slug>/<int:entry_id>/trin/", runs.stage, name="revision-stage"),
    path("forloeb/<int:revision_id>/hoering/", consultations.consultation, name="consultation"),
    path("forloeb/<int:revision_id>/hoering/part/", consultations.add, name="consultation-party"),
    path("forloeb/<int:revision_id>/hoering/luk/", consultations.close, name="consultation-close"),
    path("forloeb/<int:revision_id>/hoering/ingen/", consultations.skip, name="consultation-skip"),
    path("forloeb/<int:revision_id>/hoering/svar/<int:party_id>/", consultations.record, name="consultation-record"),
    path("hoering/<str:token>/", answers.answer, name="consultation-answer"),
    path("hoering/<str:token>/fil/", answers.file, name="consultation-file"),
    path("grupper/<slug:slug>/godkendelsesvej/", routes.group_route, name="group-route"),
    path("habilitet/", declarations.declarations, name="declarations"),
    path("habilitet/<int:person_id>/", declarations.declarations_of, name="person-declarations"),
    path("forloeb/<int:revision_id>/habilitet/", declarations.run_declaration, name="run-declaration"),
    path("forloeb/<int:revision_id>/inhabil/", declarations.run_recusal, name="run-recusal"),
    path(
        "forloeb/<int:revision_id>/habilitet/<int:person_id>/",
        declarations.run_declaration_of,
        name="run-declaration-of",
    ),
]
