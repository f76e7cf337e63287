"""The Web API's `conversations.*`, `users.*` and `usergroups.*`: who is here and where they talk."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.workspace.errors import SlackError
from bot.workspace.messages import Conversation, Json
from bot.workspace.seed import SeedPerson, SeedUserGroup
from bot.workspace.speaking import conversation_with_id
from bot.workspace.state import SLACKBOT
from bot.workspace.web_call import Arguments, Site

_READ_SCOPE = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
_AVATAR_SIZES = (24, 32, 48, 72, 192, 512)


def conversation_info(site: Site, arguments: Arguments) -> Json:
    """`conversations.info`."""
    arguments.need("channel")
    conversation = _readable(site, arguments)
    shown = _conversation(site, conversation)
    if arguments.flag("include_num_members"):
        shown["num_members"] = len(conversation.members)
    return {"channel": shown}


def conversation_list(site: Site, arguments: Arguments) -> Json:
    """`conversations.list`: public channels, and whatever else the bot is in, as `types` and its scopes say."""
    types = [kind.strip() for kind in arguments.text("types", "public_channel").split(",")]
    if not set(types) <= set(_READ_SCOPE):
        raise SlackError("invalid_types")
    for kind in types:
        site.need_scope(_READ_SCOPE[kind])
    bot = site.workspace.app.bot_user_id
    found = [
        conversation
        for conversation in site.workspace.visible_to(bot)
        if _type(conversation) in types and not (conversation.is_archived and arguments.flag("exclude_archived"))
    ]
    page, metadata = arguments.page(found, default=100)
    return {"channels": [_conversation(site, known) for known in page], "response_metadata": metadata}


def conversation_members(site: Site, arguments: Arguments) -> Json:
    """`conversations.members`."""
    arguments.need("channel")
    members = sorted(_readable(site, arguments).members)
    page, metadata = arguments.page(members, default=100)
    return {"members": list(page), "response_metadata": metadata}


def conversation_open(site: Site, arguments: Arguments) -> Json:
    """`conversations.open`, for direct messages with one person."""
    if arguments.text("channel"):
        return {"channel": {"id": conversation_with_id(site.workspace, arguments.text("channel")).id}}
    users = [user for user in arguments.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    person = site.workspace.person(users[0])
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot or person is SLACKBOT:
        raise SlackError("cannot_dm_bot")
    known = set(site.workspace.conversations)
    conversation = site.workspace.direct(person.id, site.workspace.app.bot_user_id)
    if conversation.id in known:
        return {"no_op": True, "already_open": True, "channel": {"id": conversation.id}}
    return {"channel": {"id": conversation.id}}


def user_info(site: Site, arguments: Arguments) -> Json:
    """`users.info`."""
    arguments.need("user")
    return {"user": _user(site, site.workspace.person(arguments.text("user")))}


def user_list(site: Site, arguments: Arguments) -> Json:
    """`users.list`: everybody, the deleted and Slackbot too, as Slack has it."""
    page, metadata = arguments.page(list(site.workspace.people.values()), default=1000)
    members = [_user(site, person) for person in page]
    return {"members": members, "cache_ts": int(site.workspace.clock.now()), "response_metadata": metadata}


def user_by_email(site: Site, arguments: Arguments) -> Json:
    """`users.lookupByEmail`, which does not find deleted people."""
    arguments.need("email")
    wanted = arguments.text("email").lower()
    for person in site.workspace.people.values():
        if person.email and person.email.lower() == wanted and not person.deleted:
            return {"user": _user(site, person)}
    raise SlackError("users_not_found")


def usergroup_list(site: Site, arguments: Arguments) -> Json:
    """`usergroups.list`, which names disabled ones only to those who ask for them."""
    with_all = arguments.flag("include_disabled")
    groups = [_group(site, group) for group in site.workspace.groups.values() if with_all or not group.disabled]
    for shown in groups:
        if not arguments.flag("include_users"):
            del shown["users"]
        if not arguments.flag("include_count"):
            del shown["user_count"]
    return {"usergroups": groups}


def _readable(site: Site, arguments: Arguments) -> Conversation:
    conversation = conversation_with_id(site.workspace, arguments.text("channel"))
    site.need_scope(_READ_SCOPE[_type(conversation)])
    return conversation


def _type(conversation: Conversation) -> str:
    if conversation.is_im:
        return "im"
    return "private_channel" if conversation.is_private else "public_channel"


def _conversation(site: Site, conversation: Conversation) -> Json:
    team, bot = site.workspace.seed.team.id, site.workspace.app.bot_user_id
    shown: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": conversation.is_archived,
        "is_im": conversation.is_im,
        "is_org_shared": False,
        "context_team_id": team,
        "updated": conversation.created * 1000,
    }
    if conversation.is_im:
        return shown | {"user": conversation.other_than(bot), "is_open": True, "priority": 0}
    return shown | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": not conversation.is_private,
        "is_group": conversation.is_private,
        "is_mpim": False,
        "is_private": conversation.is_private,
        "is_general": conversation.name == "general",
        "is_shared": conversation.is_ext_shared,
        "is_ext_shared": conversation.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": bot in conversation.members,
        "unlinked": 0,
        "creator": site.workspace.seed.people[0].id,
        "shared_team_ids": [team],
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }


def _user(site: Site, person: SeedPerson) -> Json:
    shown: Json = {
        "id": person.id,
        "team_id": person.team_id or site.workspace.seed.team.id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": _profile(site, person),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if person.deleted:
        return shown
    offset = datetime.now(ZoneInfo(person.tz)).utcoffset()
    return shown | {
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz.rsplit("/", 1)[-1].replace("_", " "),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_email_confirmed": bool(person.email),
    }


def _profile(site: Site, person: SeedPerson) -> Json:
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": person.color,
        "team": site.workspace.seed.team.id,
        **{f"image_{size}": f"https://avatars.example/{person.id}_{size}.png" for size in _AVATAR_SIZES},
    }
    if person.email and not person.team_id and "users:read.email" in site.scopes:
        profile["email"] = person.email
    if person.is_bot:
        profile |= {"api_app_id": site.workspace.app.id, "bot_id": site.workspace.app.bot_id, "always_active": True}
    return profile


def _group(site: Site, group: SeedUserGroup) -> Json:
    users = [site.workspace.person_named(name).id for name in group.members]
    return {
        "id": group.id,
        "team_id": site.workspace.seed.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 1_700_000_000,
        "date_update": 1_700_000_000,
        "date_delete": 1_700_000_100 if group.disabled else 0,
        "auto_type": None,
        "auto_provision": False,
        "created_by": site.workspace.seed.people[0].id,
        "updated_by": site.workspace.seed.people[0].id,
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "users": users,
        "user_count": len(users),
    }
