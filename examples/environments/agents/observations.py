"""What stations measured."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("observations")


@app.tool()
@mesh.tool(capability="observations", description="The last temperatures of a place, in °C", tags=["weather"])
async def observations(place: str = "Oslo") -> dict:
    return {"place": place, "measured": [11.5, 12.0, 13.5], "served_by": socket.gethostname()}


@mesh.agent(name="observations", auto_run=True)
class Observations:
    pass
