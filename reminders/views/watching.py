"""The address that a watcher asks: do the reminders tick?"""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from guidelines.lists import clock
from reminders.health import last_tick, stands_still


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the reminders tick, 503 when they stand still or the database is away."""
    try:
        last = last_tick()
    except DatabaseError:
        return JsonResponse({"status": "database", "last_tick": None}, status=503)
    still = stands_still(clock.now(), last)
    facts = {"status": "still" if still else "ok", "last_tick": last.isoformat() if last else None}
    return JsonResponse(facts, status=503 if still else 200, headers={"Cache-Control": "no-store"})
