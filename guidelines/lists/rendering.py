"""How forms are drawn: label, help and error above each control (ux.md 2.4)."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Renders `{{ form }}` and `{{ field.as_field_group }}` with the templates in templates/components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
