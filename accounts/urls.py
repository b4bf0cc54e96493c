"""/accounts/: allauth's pages that we use, each by name, and our own. What is not here does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path
from django.views.generic import RedirectView

from . import asking_pages, profile_pages, views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index"), name="accounts"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("ask/", asking_pages.ask, name="account_ask"),
    path("ask/sent/", asking_pages.asked, name="account_asked"),
    path("ask/<str:token>/", asking_pages.confirm, name="account_ask_confirm"),
    path("profile/", profile_pages.profile, name="account_profile"),
    path("profile/photo/", profile_pages.photo, name="account_photo"),
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),  # says that it is closed
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/", views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("2fa/app/code.svg", views.totp_picture, name="mfa_totp_picture"),
    path("2fa/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/passkeys/", mfa.index, name="mfa_list_webauthn"),  # where allauth leads back to: the same list
    path("2fa/passkeys/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/passkeys/reauthenticate/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/name/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
]
