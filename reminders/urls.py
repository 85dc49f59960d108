"""Addresses of *Påmindelser*, and the one that a watcher asks."""

from __future__ import annotations

from datetime import date

from django.urls import include, path, register_converter

from reminders.views import by_hand, ladder, mails, queue, queued, releases, tasks, texts, watching


class DayConverter:
    """A day written as 2026-11-24."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the day; ValueError, and so 404, for one that does not exist."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Return the day as it stands in an address."""
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("", include("reminders.answers.urls")),
    path("healthz", watching.healthz, name="healthz"),
    path("paamindelser/", queue.reminders, name="reminders"),
    path("paamindelser/send/", by_hand.remind_by_hand, name="remind-by-hand"),
    path("paamindelser/send/retningslinjer/", by_hand.remind_guidelines, name="remind-guidelines"),
    path("paamindelser/hold/", queue.hold_all, name="reminders-hold"),
    path("paamindelser/genoptag/", queue.resume, name="reminders-resume"),
    path("paamindelser/regler/<slug:slug>/", ladder.rules, name="rules"),
    path("paamindelser/tekster/<slug:kind>/<slug:language>/", texts.text, name="mail-text"),
    path("paamindelser/tekster/<slug:kind>/<slug:language>/tilbage/", texts.text_back, name="mail-text-back"),
    path("paamindelser/sikring/", queue.breaker, name="breaker"),
    path("paamindelser/koe/<day:day>/<int:pk>/", queued.queued, name="queued-mail"),
    path("paamindelser/koe/<day:day>/<int:pk>/ret/", queued.queued_note, name="queued-note"),
    path("paamindelser/koe/<day:day>/<int:pk>/send/", queued.queued_send, name="queued-send"),
    path("godkendelser/<int:step_id>/mail/", mails.decision_mail, name="decision-mail"),
    path("personer/<int:pk>/mails/", mails.person_mails, name="person-mails"),
    path("paamindelser/ring/<int:pk>/", tasks.call, name="reminder-call"),
    path("paamindelser/opgave/<int:pk>/klaret/", tasks.task_done, name="reminder-task-done"),
    path("paamindelser/mail/<uuid:key>/", mails.mail, name="mail"),
    path("paamindelser/mail/<uuid:key>/html/", mails.mail_html, name="mail-html"),
    path("paamindelser/mail/<uuid:key>/ret/", mails.mail_note, name="mail-note"),
    path("paamindelser/mail/<uuid:key>/hold/", mails.mail_hold, name="mail-hold"),
    path("paamindelser/mail/<uuid:key>/slip/", mails.mail_free, name="mail-free"),
    path("paamindelser/mail/<uuid:key>/til-side/", mails.mail_aside, name="mail-aside"),
    path("paamindelser/mail/<uuid:key>/igen/", mails.mail_retry, name="mail-retry"),
    path("paamindelser/<slug:slug>/frigiv/", releases.release, name="release"),
    path("paamindelser/<slug:slug>/hold/", releases.hold_group, name="release-hold"),
]
