"""Addresses of what came back."""

from __future__ import annotations

from django.urls import path

from reminders.views import inbound

urlpatterns = [
    path("paamindelser/indkommet/<int:pk>/", inbound.incoming, name="incoming"),
    path("paamindelser/indkommet/<int:pk>/afvist/", inbound.incoming_bounce, name="incoming-bounce"),
    path("paamindelser/indkommet/<int:pk>/klaret/", inbound.incoming_done, name="incoming-done"),
]
