"""Finds places to visit: indoors if it rains."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("poi-agent")
PLACES = {"indoors": ["the city museum", "the covered market"], "outdoors": ["the botanical garden", "the city walls"]}


@app.tool()
@mesh.tool(
    capability="poi_search",
    description="Places to visit in a city; with depth 0, without asking other agents",
    tags=["poi", "travel"],
    dependencies=["weather_forecast"],
)
async def find_places(destination: str = "Kyoto", depth: int = 1, weather_forecast: mesh.McpMeshTool = None) -> dict:
    report = await weather_forecast(destination=destination) if weather_forecast and depth > 0 else {}
    where = "indoors" if report.get("rain_percent", 0) > 50 else "outdoors"
    return {
        "destination": destination,
        "places": PLACES[where],
        "weather_forecast": report,
        "served_by": socket.gethostname(),
    }


@mesh.agent(name="poi-agent", auto_run=True)
class PoiAgent:
    pass
