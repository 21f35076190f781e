"""Guesses tomorrow's temperature from today's."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("forecast")


@app.tool()
@mesh.tool(
    capability="forecast",
    description="Tomorrow's temperature of a place, in °C; with depth 0, without asking other agents",
    dependencies=["observations"],
)
async def forecast(place: str = "Oslo", depth: int = 1, observations: mesh.McpMeshTool = None) -> dict:
    report = await observations(place=place) if observations and depth > 0 else {"measured": [12.0]}
    measured = report["measured"]
    tomorrow = measured[-1] + (measured[-1] - measured[0]) / len(measured)
    return {"place": place, "tomorrow": tomorrow, "observations": report, "served_by": socket.gethostname()}


@mesh.agent(name="forecast", auto_run=True)
class Forecast:
    pass
