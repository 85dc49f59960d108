"""What a chair sends when approving a plan: a remark, and what the page showed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.planning.actions.approvals import REMARK_LENGTH


class ApproveForm(forms.Form):
    """`seen` is the digest of the plan shown, `follows` the approval it was held against, `event` the newest event."""

    remark = forms.CharField(
        label=_("Remark to the group"),
        required=False,
        max_length=REMARK_LENGTH,
        help_text=_("Shown to the group with the approved plan."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Keep the remark to %(limit_value)s characters.")},
    )
    mails = forms.BooleanField(
        label=_("Send the lead authors a link to the plan"),
        required=False,
        initial=True,
        help_text=_("Everybody who is lead author of something planned gets a mail with a link to it."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    follows = forms.IntegerField(required=False, widget=forms.HiddenInput)
    event = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
