"""What becomes of a reminder, and why."""

from __future__ import annotations

import enum


class Action(enum.StrEnum):
    """What becomes of a reminder: part of a mail, a task for the secretariat, nothing, or nothing yet."""

    MAIL = "mail"
    TASK = "task"
    SKIP = "skip"
    WAIT = "wait"


class Reason(enum.StrEnum):
    """Why a reminder is skipped or is a task; "" for a mail."""

    NONE = ""
    SUPERSEDED = "superseded"
    DEADLINE_PASSED = "deadline_passed"
    TARGET_CHANGED = "target_changed"
    NOT_IN_USE = "not_in_use"
    NOT_RECIPIENT = "not_recipient"
    CONFIRMED = "confirmed"
    BEGUN = "begun"
    DRAFT_READY = "draft_ready"
    DRAFT_FIRST = "draft_first"
    CONSULTED = "consulted"
    SWITCHED_OFF = "switched_off"
    NOT_THEIR_MOVE = "not_their_move"
    NO_ADDRESS = "no_address"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    BOUNCED = "bounced"
    NO_CHAIR = "no_chair"
    LEADS_AWAY = "leads_away"
    CHAIR_AWAY = "chair_away"
    CALL = "call"
    WAITS = "waits"
