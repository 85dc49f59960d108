"""Addresses of people; sign-in among them."""

from __future__ import annotations

from django.urls import path

from guidelines.people.views import sign_in

urlpatterns = [
    path("log-ind/", sign_in.sign_in, name="account_login"),  # the name by which Django and allauth know it
    path("log-ind/kode/", sign_in.confirm_code, name="sign-in-code"),
    path("log-ud/", sign_in.sign_out, name="sign-out"),
]
