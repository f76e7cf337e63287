"""What a local workspace starts with: its team, people, channels, what was said there before, and user groups.

The file (`slack.yaml`), every field but `name` optional:

    team: {name: Northwind, domain: northwind, id: T0NORTHWND}
    people:
      - {name: ana, real_name: Ana Sousa, title: Staff engineer, email: ana@northwind.example, tz: Europe/Lisbon}
      - {name: old-ben, real_name: Ben Ode, deleted: true}
    channels:
      - name: payments
        topic: Everything that moves money
        members: [ana]                   # people's names; `bots: true` lets the app in from the start
        bots: true
        history:                         # oldest first
          - {by: ana, text: "`payments-api` is slow again", minutes_ago: 42, replies: [{by: ana, text: Better now.}]}
    user_groups:
      - {handle: payments-team, name: Payments, members: [ana]}

Ids that are not given are made from the names, so they stay the same from start to start.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

AVATAR_COLOURS = ("4a154b", "1264a3", "007a5a", "b3261e", "9a5b00", "3f0f8c", "0b6e99", "8a3ffc", "5b3a29", "2f5d50")

ChannelName = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$", to_lower=True)]
PersonName = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,80}$", to_lower=True)]
TeamId = Annotated[str, StringConstraints(pattern=r"^T[A-Z0-9]{8,12}$")]
EnterpriseId = Annotated[str, StringConstraints(pattern=r"^E[A-Z0-9]{8,12}$")]
UserId = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]{8,12}$")]
ChannelId = Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9]{8,12}$")]
GroupId = Annotated[str, StringConstraints(pattern=r"^S[A-Z0-9]{8,12}$")]


class SeedError(Exception):
    """The workspace's seed file cannot be used; the message names the file and each fault."""


def made_id(prefix: str, name: str) -> str:
    """An id that looks like Slack's and is the same for the same name."""
    digest = hashlib.sha256(f"{prefix}:{name}".encode()).digest()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return prefix + "0" + "".join(alphabet[byte % len(alphabet)] for byte in digest[:9])


def avatar_colour(name: str) -> str:
    """The colour of an avatar, six hexadecimal digits, the same for the same name."""
    return AVATAR_COLOURS[hashlib.sha256(name.encode()).digest()[0] % len(AVATAR_COLOURS)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedTeam(_Part):
    """The workspace itself, alone or in an organisation."""

    id: TeamId = "T0LOCALTEAM"
    name: str = "Local workspace"
    domain: str = "local"
    enterprise_id: EnterpriseId | None = None
    enterprise_name: str | None = None


class SeedPerson(_Part):
    """Somebody with an account. `name` is the handle, `color` the avatar's, `team_id` the workspace of who is from elsewhere."""

    name: PersonName
    id: UserId = ""
    real_name: str = ""
    title: str = ""
    email: str | None = None
    tz: str = "Europe/London"
    deleted: bool = False
    is_bot: bool = False
    team_id: TeamId | None = None
    color: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{6})?$")] = ""

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, data: object) -> object:
        return _with_defaults(data, "U")


class SeedReply(_Part):
    """An answer in the thread of an earlier message."""

    by: PersonName
    text: str
    minutes_ago: float | None = None


class SeedMessage(_Part):
    """Something said before the workspace was started."""

    by: PersonName
    text: str
    minutes_ago: float = 60
    replies: tuple[SeedReply, ...] = ()


class SeedChannel(_Part):
    """A public or private channel; `bots` says that the app is in it from the start, `is_ext_shared` that others read it."""

    name: ChannelName
    id: ChannelId = ""
    topic: str = ""
    purpose: str = ""
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    members: tuple[PersonName, ...] = ()
    bots: bool = False
    history: tuple[SeedMessage, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, data: object) -> object:
        return _with_defaults(data, "C")


class SeedUserGroup(_Part):
    """People who are mentioned together, `@handle`."""

    handle: PersonName
    id: GroupId = ""
    name: str = ""
    members: tuple[PersonName, ...] = ()
    disabled: bool = False

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, data: object) -> object:
        return _with_defaults(data, "S", "handle")


class WorkspaceSeed(_Part):
    """Everything a local workspace starts with."""

    team: SeedTeam = SeedTeam()
    people: tuple[SeedPerson, ...] = Field(min_length=1)
    channels: tuple[SeedChannel, ...] = ()
    user_groups: tuple[SeedUserGroup, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        faults = [*self._repeated(), *self._strangers()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @classmethod
    def load(cls, path: Path) -> "WorkspaceSeed":
        """Read a seed file.

        Raises:
            SeedError: it cannot be read, is not YAML or does not hang together.
        """
        try:
            return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise SeedError(f"{path} cannot be read: {error.strerror}.") from error
        except yaml.YAMLError as error:
            raise SeedError(f"{path} is not YAML: {error}.") from error
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
            raise SeedError(f"{path} is not a workspace: {faults}.") from error

    def _repeated(self) -> list[str]:
        named = {
            "people's names": [person.name for person in self.people],
            "channels' names": [channel.name for channel in self.channels],
            "ids": [
                *(person.id for person in self.people),
                *(channel.id for channel in self.channels),
                *(group.id for group in self.user_groups),
            ],
        }
        return [f"{what} must differ, `{name}` is there twice" for what, all_ in named.items() for name in _twice(all_)]

    def _strangers(self) -> list[str]:
        known = {person.name for person in self.people}
        used = {
            **{f"#{channel.name}": (*channel.members, *_speakers(channel)) for channel in self.channels},
            **{f"@{group.handle}": group.members for group in self.user_groups},
        }
        return [
            f"{where} speaks of `{name}`, who is not among the people"
            for where, names in used.items()
            for name in sorted(set(names) - known)
        ]


def _with_defaults(data: object, prefix: str, key: str = "name") -> object:
    if not isinstance(data, dict):
        return data
    name = str(data.get(key, ""))
    made = {"id": made_id(prefix, name.lower())}
    if prefix == "U":
        made |= {"real_name": name, "color": avatar_colour(name)}
    if prefix == "S":
        made["name"] = name
    return made | {key: value for key, value in data.items() if value not in ("", None)}


def _speakers(channel: SeedChannel) -> Iterable[str]:
    for message in channel.history:
        yield message.by
        yield from (reply.by for reply in message.replies)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
