"""Addresses of the register."""

from __future__ import annotations

from django.urls import path

from guidelines.register import history  # noqa: F401 - says how the register's events read
from guidelines.register.views import changes, check_rules, files, listing, registering, verdicts, versions

urlpatterns = [
    path("retningslinjer/csv/", listing.guidelines_csv, name="guidelines-csv"),
    path("retningslinjer/<slug:slug>/version/", versions.version, name="guideline-version"),
    path("retningslinjer/registrer/", registering.register_document, name="register-document"),
    path("retningslinjer/registrer/side/<int:page>/", versions.page_picture, name="document-page"),
    path("retningslinjer/<slug:slug>/version/<int:version_id>/fil/", files.version_file, name="version-file"),
    path("retningslinjer/<slug:slug>/titel/", changes.title, name="guideline-title"),
    path("retningslinjer/<slug:slug>/ejer/", changes.owner, name="guideline-owner"),
    path("retningslinjer/<slug:slug>/vurdering/", verdicts.verdict, name="verdict"),
    path("opsaetning/tjek/", check_rules.rules, name="check-rules"),
    path("opsaetning/tjek/<slug:code>/", check_rules.switch_rule, name="check-rule"),
    path("opsaetning/tjek/<int:switch_id>/til/", check_rules.switch_rule_on, name="check-rule-on"),
]
