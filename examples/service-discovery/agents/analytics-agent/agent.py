"""Says what a city's weather means for a walk. Asks whichever agent offers `weather`."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("analytics-agent")


@app.tool()
@mesh.tool(capability="analytics", description="Is it a day for a walk?", dependencies=["weather"])
async def analyse(city: str = "Oslo", weather: mesh.McpMeshTool = None) -> dict:
    if weather is None:
        return {"city": city, "error": "no agent offers weather at the moment"}
    report = await weather(city=city)
    pleasant = 10 <= report["temperature_c"] <= 28 and report["rain_percent"] < 50
    return {"city": city, "walk": pleasant, "weather": report, "served_by": socket.gethostname()}


@mesh.agent(name="analytics-agent", auto_run=True)
class AnalyticsAgent:
    pass
