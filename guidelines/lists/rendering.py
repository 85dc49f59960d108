"""How forms are drawn: label, help and error above each control (ux.md 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from guidelines.lists.rows import text

# What Django itself says of a field; our catalogue has sentences that tell what to do instead (ux.md 2.4).
SAID_BY_DJANGO = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
)


class FormRenderer(TemplatesSetting):
    """Renders `{{ form }}` and `{{ field.as_field_group }}` with the templates in templates/components/.

    Selects and plain inputs are written here: Django's templates take a fifth of a millisecond for each of them and
    for every few options, which for the filters of a list is more than the list itself.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The template's text with the context; of a select or an input the same markup without the template."""
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


_INPUTS = {f"django/forms/widgets/{kind}.html" for kind in ("input", "text", "number", "email", "hidden", "date")}


def attributes(attrs: Mapping[str, Any]) -> str:
    """The attributes of a tag, escaped; False leaves one out, True names it alone."""
    given = {name: value for name, value in attrs.items() if value is not False}
    return "".join([f" {name}" if value is True else f' {name}="{text(value)}"' for name, value in given.items()])


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{text(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{text(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{text(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        parts.append(f'<optgroup label="{text(group)}">' if group else "")
        for option in options:
            opening = f'<option value="{text(option["value"])}"{attributes(option["attrs"])}>'
            parts.append(f"{opening}{text(option['label'])}</option>")
        parts.append("</optgroup>" if group else "")
    return "".join([*parts, "</select>"])
