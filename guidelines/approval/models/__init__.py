"""How a revision becomes a version: routes, drafts and their files, consultations, decisions, declarations."""

from __future__ import annotations

from guidelines.approval.models.consultations import Comment, Consultation, Party
from guidelines.approval.models.decisions import Decision, Elector, Recusal
from guidelines.approval.models.declarations import Declaration, VersionDeclaration
from guidelines.approval.models.drafts import Contribution, Draft, DraftFile
from guidelines.approval.models.publications import Publication
from guidelines.approval.models.reviews import Check, ChecklistItem, Phrase, Return, ReviewComment
from guidelines.approval.models.routes import Route, RunApproval, RunRoute, SelfApproval

__all__ = [
    "Check",
    "ChecklistItem",
    "Comment",
    "Consultation",
    "Contribution",
    "Decision",
    "Declaration",
    "Draft",
    "DraftFile",
    "Elector",
    "Party",
    "Phrase",
    "Publication",
    "Recusal",
    "Return",
    "ReviewComment",
    "Route",
    "RunApproval",
    "RunRoute",
    "SelfApproval",
    "VersionDeclaration",
]
