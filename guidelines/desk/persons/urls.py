"""Addresses of the pages of a person that reach into several rooms."""

from __future__ import annotations

from django.urls import path

from guidelines.desk.persons import views

urlpatterns = [
    path("personer/uden-mail/", views.without_address, name="people-without-address"),
    path("personer/dubletter/", views.duplicates, name="people-duplicates"),
    path("personer/<int:pk>/", views.person, name="person"),
    path("personer/<int:pk>/sammenlaeg/<int:other>/", views.merge, name="person-merge"),
]
