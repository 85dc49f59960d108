"""Addresses of a revision on its way to approval."""

from __future__ import annotations

from django.urls import path

from guidelines.approval import history, history_consultation  # noqa: F401 - say how events of approval read
from guidelines.approval.views import (
    answers,
    approvals,
    consultations,
    decisions,
    declarations,
    files,
    findings,
    routes,
    run_routes,
    runs,
    status,
    submit,
    undo,
)

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
    path("forloeb/<int:revision_id>/godkendelsesvej/", run_routes.run_route, name="run-route"),
    path("forloeb/<int:revision_id>/stop/", runs.stop_page, name="run-stop"),
    path("habilitet/", declarations.declarations, name="declarations"),
    path("habilitet/<int:person_id>/", declarations.declarations_of, name="person-declarations"),
    path("forloeb/<int:revision_id>/habilitet/", declarations.run_declaration, name="run-declaration"),
    path("forloeb/<int:revision_id>/inhabil/", declarations.run_recusal, name="run-recusal"),
    path(
        "forloeb/<int:revision_id>/habilitet/<int:person_id>/",
        declarations.run_declaration_of,
        name="run-declaration-of",
    ),
    path("forloeb/<int:revision_id>/status/", status.status, name="run-status"),
    path("forloeb/<int:revision_id>/indsend/", submit.submit, name="run-submit"),
    path("forloeb/<int:revision_id>/fil/tilbage/", files.withdraw, name="run-file-withdraw"),
    path("forloeb/<int:revision_id>/fil/<uuid:key>/", files.file, name="run-file"),
    path("forloeb/<int:revision_id>/forskel/", findings.difference, name="run-difference"),
    path("forloeb/<int:revision_id>/tjek/<slug:fingerprint>/", findings.waive_finding, name="finding-waive"),
    path("forloeb/<int:revision_id>/tjek/<int:waiver_id>/tilbage/", findings.take_back_waiver, name="waiver-withdraw"),
    path("godkendelser/", approvals.approvals, name="approvals"),
    path("godkendelser/<int:step_id>/", decisions.decision, name="decision"),
    path("godkendelser/<int:step_id>/kode/", decisions.code, name="decision-code"),
    path("godkendelser/<int:step_id>/stedfortraeder/", undo.leave, name="hand-over"),
    path("godkendelser/<int:step_id>/udpeg/", undo.name, name="appoint"),
    path("afgoerelser/<int:decision_id>/fortryd/", undo.undo, name="decision-undo"),
]
