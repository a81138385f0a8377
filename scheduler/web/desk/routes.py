"""The addresses of the desk."""

from flask import Blueprint

from scheduler.web.desk import (
    account,
    home,
    jobs,
    moderating,
    notices,
    providing,
    registrations,
    releases,
    resetting,
    rooms,
    signing,
)

blueprint = Blueprint("desk-pages", __name__, url_prefix="/desk")

_SESSION = "/<event_slug:event>/rooms/<room>/<code>-<int(min=1, max=999999999):part>"
_RELEASES = "/<event_slug:event>/releases"
_SCHEDULED = f"{_RELEASES}/scheduled/<int(max=999999999):number>/cancel"
_NOTICES = "/<event_slug:event>/notices"
_NOTICE = f"{_NOTICES}/<int(min=1, max=2147483647):notice>"
_MAIL = f"{_NOTICES}/mails/<int(min=1, max=2147483647):mail>/retry"

for method, rule, view in (
    ("GET", "/", home.home),
    ("GET", "/jobs", jobs.jobs_page),
    ("GET", "/<event_slug:event>/registrations", registrations.numbers_page),
    ("GET", "/<event_slug:event>/registrations.csv", registrations.table),
    ("GET", "/<event_slug:event>/registrations/event", registrations.whole_page),
    ("GET", "/<event_slug:event>/registrations/<code>-<int(min=1, max=999999999):part>", registrations.list_page),
    ("GET", _RELEASES, releases.releases_page),
    ("GET", _SCHEDULED, releases.back_to_releases),
    ("POST", _SCHEDULED, releases.cancel_scheduled),
    ("GET", f"{_NOTICES}/approve", releases.back_to_releases),
    ("POST", f"{_NOTICES}/approve", notices.approve_all),
    ("GET", f"{_NOTICES}/mails/retry", releases.back_to_releases),
    ("POST", f"{_NOTICES}/mails/retry", notices.send_all_again),
    ("GET", _MAIL, releases.back_to_releases),
    ("POST", _MAIL, notices.send_again),
    ("GET", _NOTICE, notices.notice_page),
    ("GET", f"{_NOTICE}/approve", notices.back_to_notice),
    ("POST", f"{_NOTICE}/approve", notices.approve),
    ("GET", f"{_NOTICE}/discard", notices.back_to_notice),
    ("POST", f"{_NOTICE}/discard", notices.discard),
    ("GET", "/sign-in", signing.sign_in_page),
    ("POST", "/sign-in", signing.sign_in),
    ("POST", "/sign-out", signing.sign_out),
    ("GET", "/account", account.account_page),
    ("GET", "/account/password", account.back_to_account),
    ("GET", "/account/tokens", account.back_to_account),
    ("GET", "/account/sign-out-everywhere", account.back_to_account),
    ("GET", "/account/tokens/<int:token>/revoke", account.back_to_account),
    ("POST", "/account/password", account.change_password),
    ("POST", "/account/sign-out-everywhere", account.sign_out_everywhere),
    ("POST", "/account/tokens", account.new_token),
    ("POST", "/account/tokens/<int:token>/revoke", account.revoke_token),
    ("GET", "/oidc", providing.go_there),
    ("GET", "/oidc/back", providing.come_back),
    ("GET", "/forgotten", resetting.forgotten_page),
    ("POST", "/forgotten", resetting.forgotten),
    ("GET", "/reset/<secret>", resetting.reset_page),
    ("POST", "/reset/<secret>", resetting.reset),
    ("GET", "/<event_slug:event>/rooms", rooms.rooms_page),
    ("GET", _SESSION, moderating.session_page),
    ("POST", _SESSION, moderating.say),
    ("GET", f"{_SESSION}/floor", moderating.back_to_session),
    ("POST", f"{_SESSION}/floor", moderating.give),
):
    blueprint.add_url_rule(rule, view_func=view, methods=[method])
