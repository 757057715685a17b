"""auth.*, users.*, bots.*, team.*"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.methods.asking import person, required
from tests.fakes.slack.state import APP_ID, BOT_ID, BOT_USER, TEAM, Json, User

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack


def auth_test(fake: FakeSlack, args: Json) -> Json:
    return {
        "url": "https://centre.slack.com/",
        "team": fake.team_name,
        "user": "exportlots",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def auth_revoke(fake: FakeSlack, args: Json) -> Json:
    fake.dead = "token_revoked"
    return {"revoked": True}


def as_user(fake: FakeSlack, user: User, locale: bool = False) -> Json:
    profile: Json = {
        "real_name": user.name,
        "display_name": user.name,
        "real_name_normalized": user.name,
        "display_name_normalized": user.name,
        "title": "",
        "team": user.team,
    }
    if user.email and "users:read.email" in fake.scopes and not user.stranger:
        profile["email"] = user.email
    shown: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.handle,
        "deleted": user.deleted,
        "real_name": user.name,
        "tz": "Europe/Amsterdam",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1,
    }
    if user.stranger:
        shown["is_stranger"] = True
    elif locale:
        shown["locale"] = user.locale
    return shown


def users_info(fake: FakeSlack, args: Json) -> Json:
    user = person(fake, required(args, "user", "user_not_found"))
    return {"user": as_user(fake, user, args.get("include_locale") in (True, "1", "true"))}


def users_list(fake: FakeSlack, args: Json) -> Json:
    members = [as_user(fake, user) for user in fake.state.users.values()]
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def users_lookup(fake: FakeSlack, args: Json) -> Json:
    email = required(args, "email")
    for user in fake.state.users.values():
        if user.email == email and not user.stranger:
            return {"user": as_user(fake, user)}
    raise ApiError("users_not_found")


def bots_info(fake: FakeSlack, args: Json) -> Json:
    if args.get("bot") not in (None, BOT_ID):
        raise ApiError("bot_not_found")
    bot = {"id": BOT_ID, "deleted": False, "name": "Exportlots", "user_id": BOT_USER}
    return {"bot": {**bot, "app_id": APP_ID}}


def team_info(fake: FakeSlack, args: Json) -> Json:
    return {"team": {"id": TEAM, "name": fake.team_name, "domain": "centre", "email_domain": ""}}


METHODS = {
    "api.test": lambda fake, args: {"args": args},
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": users_lookup,
    "bots.info": bots_info,
    "team.info": team_info,
}
