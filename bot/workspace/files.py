"""The files that the app and people brought, where they bring them, and where they are read."""

import mimetypes
import secrets
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from aiohttp import web

Json = dict[str, Any]  # Any: JSON as Slack's API carries it


@dataclass(slots=True)
class KeptFile:
    """A file that was announced, and then perhaps brought and shown."""

    id: str
    name: str
    length: int
    described: str = ""
    content: bytes | None = None
    is_shown: bool = False
    about: Json | None = None
    """What Slack tells of a file that a person brought."""


@dataclass(slots=True)
class Files:
    """The files of the workspace, by the secret part of their upload address and by id."""

    base_url: str
    announced: dict[str, KeptFile] = field(default_factory=dict)
    by_id: dict[str, KeptFile] = field(default_factory=dict)

    def announce(self, name: str, length: int, described: str) -> tuple[str, KeptFile]:
        """An address to bring it to."""
        file = KeptFile(f"F{secrets.token_hex(5).upper()}", name, length, described)
        token = secrets.token_urlsafe(18)
        self.announced[token] = self.by_id[file.id] = file
        return f"{self.base_url}/upload/v1/{token}", file

    def receive(self, name: str, content: bytes, *, user: str, at: float) -> Json:
        """A file that a person brings; as the app hears of it."""
        file = KeptFile(f"F{secrets.token_hex(5).upper()}", name, len(content), content=content)
        self.by_id[file.id] = file
        address = f"{self.base_url}/files-pri/{file.id}/{quote(name, safe='')}"
        file.about = {
            "id": file.id,
            "created": int(at),
            "timestamp": int(at),
            "name": name,
            "title": name,
            "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "filetype": PurePath(name).suffix.lstrip(".").lower() or "binary",
            "user": user,
            "size": len(content),
            "mode": "hosted",
            "is_external": False,
            "url_private": address,
            "url_private_download": address,
        }
        return file.about

    async def take(self, request: web.Request) -> web.Response:
        """The file arrives: once, and as long as it was said to be."""
        file = self.announced.pop(request.match_info["token"], None)
        if file is None:
            return web.Response(text="not found", status=404)
        body = await request.read()
        if len(body) != file.length:
            return web.Response(text="length mismatch", status=400)
        file.content = body
        return web.Response(text=f"OK - {len(body)}")

    async def give(self, request: web.Request) -> web.Response:
        """The file as the page shows it."""
        file = self.by_id.get(request.match_info["id"])
        if file is None or file.content is None or not file.is_shown:
            return web.Response(text="not found", status=404)
        return web.Response(body=file.content, content_type="image/png")
