"""Addresses of people; sign-in among them."""

from __future__ import annotations

from django.urls import path

from guidelines.people import history  # noqa: F401 - says how the events of people read
from guidelines.people.views import groups, persons, profile, roles, second_factor, sign_in

urlpatterns = [
    path("log-ind/", sign_in.sign_in, name="account_login"),  # the name by which Django and allauth know it
    path("log-ind/kode/", sign_in.confirm_code, name="sign-in-code"),
    path("log-ind/totrin/", second_factor.second_step, name="mfa_authenticate"),  # allauth's name for it
    path("log-ud/", sign_in.sign_out, name="sign-out"),
    path("profil/", profile.profile, name="profile"),
    path("profil/totrin/", second_factor.second_factor, name="second-factor"),
    path("grupper/", groups.groups, name="groups"),
    path("grupper/<slug:slug>/", groups.group, name="group"),
    path("grupper/<slug:slug>/indstillinger/", groups.settings, name="group-settings"),
    path("grupper/<slug:slug>/stavemaader/", groups.aliases, name="group-aliases"),
    path("grupper/<slug:slug>/stavemaader/<int:alias_id>/fjern/", groups.alias_remove, name="group-alias-remove"),
    path("grupper/<slug:slug>/rolle/", roles.give_in_group, name="group-role"),
    path("personer/", persons.PersonList.as_view(), name="people"),
    path("personer/ny/", persons.add, name="person-add"),
    path("personer/<int:pk>/ret/", profile.contact, name="person-contact"),
    path("personer/<int:pk>/mailadresse/", persons.address, name="person-address"),
    path("personer/<int:pk>/inviter/", persons.invitation, name="person-invite"),
    path("personer/<int:pk>/luk/", persons.stop, name="person-stop"),
    path("personer/<int:pk>/totrin/fjern/", second_factor.remove_for, name="person-second-factor"),
    path("personer/<int:pk>/rolle/", roles.give_to_person, name="person-role"),
    path("personer/<int:pk>/fravaer/", profile.absence, name="person-absence"),
    path("fravaer/<int:pk>/fjern/", profile.absence_remove, name="absence-remove"),
    path("roller/<int:pk>/afslut/", roles.end, name="role-end"),
]
