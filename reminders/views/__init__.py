"""The pages of *Påmindelser*."""

from __future__ import annotations

from reminders import history as history  # lets the journal tell what was decided here
