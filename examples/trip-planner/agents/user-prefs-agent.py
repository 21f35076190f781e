"""Knows what travellers prefer."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("user-prefs-agent")
PREFERENCES = {"guest": {"airline": "Fjordair", "pace": "slow"}}


@app.tool()
@mesh.tool(capability="user_preferences", description="What a traveller prefers", tags=["preferences", "travel"])
async def preferences(user: str = "guest") -> dict:
    return {"user": user, **PREFERENCES.get(user, {}), "served_by": socket.gethostname()}


@mesh.agent(name="user-prefs-agent", auto_run=True)
class UserPrefsAgent:
    pass
