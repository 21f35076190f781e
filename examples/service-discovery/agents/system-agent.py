"""Tells the time, and how long it has been running."""

import time
from datetime import datetime, timezone

import mesh
from fastmcp import FastMCP

app = FastMCP("system-agent")
started = time.monotonic()


@app.tool()
@mesh.tool(capability="system_time", description="The date and time in UTC", tags=["system", "time"])
async def system_time() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


@app.tool()
@mesh.tool(capability="uptime", description="Seconds since the agent started", tags=["system"])
async def uptime() -> int:
    return round(time.monotonic() - started)


@mesh.agent(name="system-agent", auto_run=True)
class SystemAgent:
    pass
