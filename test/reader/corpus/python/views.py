from typing import Optional

import mesh


@mesh.service
class Unused:
    @mesh.selector("never.asked")
    async def asked(self): ...


class Base:
    @mesh.selector("media.base")
    async def base(self): ...


@mesh.service(min_available=1)
class Media(Base):
    @mesh.selector("media.thumbnail", tags=["+fast", ["a", "b"]], version="^1.0.0")
    async def thumbnail(self, args: dict) -> dict: ...

    @mesh.selector(capability="media.caption", required=True)
    async def caption(self, args: dict) -> dict: ...

    async def _private(self): ...


@mesh.service()
class Audit:
    @mesh.selector("audit")
    async def write(self, args: dict): ...


@mesh.tool(capability="process", dependencies=["audit_log"])
async def process(
    req: dict,
    log: mesh.McpMeshTool = None,
    media: Media = None,
    audit: "Optional[Audit]" = None,
) -> dict:
    return req


@mesh.tool(capability="shrink")
async def shrink(req: dict, media: Media | None = None) -> dict:
    return req


@mesh.agent(name="media-agent")
class MediaAgent:
    pass
