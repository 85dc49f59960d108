"""The pages of *Påmindelser*."""

from __future__ import annotations

from reminders import history as history  # lets the journal tell what was decided here
from reminders import history_desk as history_desk  # and what was called and written
