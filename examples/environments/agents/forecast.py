"""Guesses tomorrow's temperature from today's."""

import mesh
from fastmcp import FastMCP

app = FastMCP("forecast")


@app.tool()
@mesh.tool(capability="forecast", description="Tomorrow's temperature of a place, in °C", dependencies=["observations"])
async def forecast(place: str, observations: mesh.McpMeshTool = None) -> float:
    measured = await observations(place=place)
    return measured[-1] + (measured[-1] - measured[0]) / len(measured)


@mesh.agent(name="forecast", auto_run=True)
class Forecast:
    pass
