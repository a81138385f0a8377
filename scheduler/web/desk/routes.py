"""The addresses of the desk."""

from flask import Blueprint

from scheduler.web.desk import account, chair, home, jobs, providing, resetting, rooms, signing

blueprint = Blueprint("desk-pages", __name__, url_prefix="/desk")

_CHAIR = "/<event_slug:event>/rooms/<room>/<code>-<int(min=1, max=999999999):part>"

for method, rule, view in (
    ("GET", "/", home.home),
    ("GET", "/jobs", jobs.jobs_page),
    ("GET", "/sign-in", signing.sign_in_page),
    ("POST", "/sign-in", signing.sign_in),
    ("POST", "/sign-out", signing.sign_out),
    ("GET", "/account", account.account_page),
    ("GET", "/account/password", account.back_to_account),
    ("GET", "/account/tokens", account.back_to_account),
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
    ("GET", _CHAIR, chair.chair_page),
    ("POST", _CHAIR, chair.say),
    ("GET", f"{_CHAIR}/floor", chair.back_to_chair),
    ("POST", f"{_CHAIR}/floor", chair.give),
):
    blueprint.add_url_rule(rule, view_func=view, methods=[method])
