"""A guideline of the register as its forms show it, for the rule that nothing is written over unseen (people.seen)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.models import Event
from guidelines.lists.dates import long_date
from guidelines.people.forms.seen import plain
from guidelines.people.seen import Fact, State, Watched
from guidelines.register.actions.verdicts import CORRECTABLE
from guidelines.register.models import Guideline, GuidelineGroup
from guidelines.register.wording import FACTS, written

DATED = (*CORRECTABLE, "assessed")


def title_state(guideline: Guideline) -> State:
    """Return the title as the register has it."""
    now = Guideline.objects.get(pk=guideline.pk)
    is_working = pgettext("answer", "Yes") if now.is_working_title else pgettext("answer", "No")
    return {
        "title": Fact(gettext_lazy("Title"), now.title, now.title, now.title),
        "is_working_title": Fact(
            gettext_lazy("This is a working title"), now.is_working_title, is_working, now.is_working_title
        ),
    }


def owner_state(guideline: Guideline) -> State:
    """Return which group owns the guideline, and which others take part, confirmed or not."""
    links = (
        GuidelineGroup.objects.filter(guideline=guideline).select_related("group").order_by("group__sort_key", "role")
    )
    ties = list(links)
    owner = next((tie for tie in ties if tie.role == GuidelineGroup.Role.OWNER), None)
    others = [tie for tie in ties if tie is not owner]
    return {
        "owner": Fact(
            gettext_lazy("Owner"),
            str(owner.group_id) if owner else "",
            _tie(owner) if owner else _("nothing"),
            str(owner.group_id) if owner else "",
        ),
        "others": Fact(
            pgettext_lazy("of a guideline", "Other groups"),
            [[bool(owner and owner.confirmed)], *([tie.group_id, tie.role, tie.confirmed] for tie in others)],
            ", ".join(_tie(tie) for tie in others) or _("nothing"),
        ),
    }


def _tie(tie: GuidelineGroup) -> str:
    if tie.confirmed:
        return tie.group.abbreviation
    return _("%(group)s, not confirmed") % {"group": tie.group.abbreviation}


def version_state(guideline: Guideline) -> State:
    """Return what a verdict rests on: whether the guideline is in use, its version, and what that says of itself."""
    now = Guideline.objects.get(pk=guideline.pk)
    version = now.versions.current().first()
    in_use = now.withdrawn_on is None and now.merged_into_id is None
    facts = {
        "in_use": Fact(
            gettext_lazy("In use"), in_use, pgettext("answer", "Yes") if in_use else pgettext("answer", "No")
        ),
        "version": Fact(
            gettext_lazy("Version"),
            [version.pk, version.file_sha256] if version else None,
            f"{version.label} {version.file_name}".strip() if version else _("nothing"),
        ),
    }
    facts |= {name: _dated(name, getattr(version, name) if version else None) for name in DATED}
    link = version.link if version else ""
    return facts | {"link": Fact(gettext_lazy("Link to the document"), link, link or _("nothing"), link)}


def _dated(name: str, fact: FuzzyDate | None) -> Fact:
    return Fact(FACTS[name], plain(fact), long_date(fact) if fact else _("nothing"), written(fact))


def watched_title(guideline: Guideline) -> Watched:
    """Return the title as it is watched by its page."""
    return Watched(lambda: title_state(guideline), _events(guideline, "guideline_retitled"))


def watched_owner(guideline: Guideline) -> Watched:
    """Return the owner as it is watched by its page."""
    return Watched(lambda: owner_state(guideline), _events(guideline, "owner_confirmed", "group_linked"))


def watched_version(guideline: Guideline) -> Watched:
    """Return what verdicts rest on, as it is watched by their pages."""
    return Watched(lambda: version_state(guideline), _events(guideline, *VERDICTS))


VERDICTS = (
    *("guideline_assessed", "guideline_extended", "version_corrected", "guideline_withdrawn", "guideline_merged"),
    *("version_registered", "version_published"),
)
"""The verbs that change what a verdict rests on."""


def _events(guideline: Guideline, *verbs: str) -> QuerySet[Event, Event]:
    return Event.objects.filter(guideline_key=str(guideline.pk), verb__in=verbs)
