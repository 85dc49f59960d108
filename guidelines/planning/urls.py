"""Addresses of the plan."""

from __future__ import annotations

from django.urls import path

from guidelines.planning import history_extensions  # noqa: F401 - says how requests for a new deadline read
from guidelines.planning.approved import history as approved_history  # noqa: F401 - and approvals of plans
from guidelines.planning.approved import views as approvals
from guidelines.planning.views import answers, entries, plans, revisions

urlpatterns = [
    path("planskema/", plans.plans, name="plans"),
    path("planskema/<slug:slug>/", plans.plan, name="plan"),
    path("planskema/<slug:slug>/godkend/", approvals.approve, name="plan-approve"),
    path("planskema/<slug:slug>/godkendt/<int:approval_id>/", approvals.approved, name="plan-approved"),
    path("planskema/<slug:slug>/ny/", entries.add, name="entry-add"),
    path("planskema/<slug:slug>/raekke/<int:guideline_id>/", plans.edit_row, name="plan-row"),
    path("planskema/<slug:slug>/fortryd/<int:seq>/", plans.undo_change, name="plan-undo"),
    path("planskema/<slug:slug>/<int:entry_id>/flyt/", entries.move, name="entry-move"),
    path("planskema/<slug:slug>/<int:entry_id>/aar/", entries.give_year, name="entry-year"),
    path("planskema/<slug:slug>/<int:entry_id>/tovholder/", entries.leads, name="entry-leads"),
    path("planskema/<slug:slug>/<int:entry_id>/notat/", entries.note, name="entry-note"),
    path("planskema/<slug:slug>/<int:entry_id>/ikke-naaet/", entries.missed, name="entry-missed"),
    path("planskema/<slug:slug>/<int:entry_id>/udgaar/", entries.withdraw, name="entry-withdraw"),
    path("planskema/<slug:slug>/<int:entry_id>/frist/", revisions.deadline, name="revision-deadline"),
    path("opgaver/<int:guideline_id>/svar/", answers.task_answer, name="task-answer"),
    path("opgaver/svar/<int:pk>/behandlet/", answers.answer_handled, name="answer-handled"),
    path("opgaver/svar/<int:pk>/kalender.ics", answers.focus_file, name="focus-file"),
]
