"""Plans a trip by the forecast."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("planner")


@app.tool()
@mesh.tool(
    capability="planning",
    version="1.0.0",
    tags=["trips"],
    description="What to pack for a city; with depth 0, without asking other agents",
    dependencies=[{"capability": "forecast", "version": "^2.0.0", "tags": ["+hourly"], "required": True}],
)
async def plan(city: str = "Oslo", depth: int = 1, forecast: mesh.McpMeshTool = None) -> dict:
    report = await forecast(city=city) if forecast and depth > 0 else {"hours": [15]}
    advice = "Take a coat." if min(report["hours"]) < 12 else "Take sunglasses."
    return {"city": city, "advice": advice, "forecast": report, "served_by": socket.gethostname()}


@mesh.agent(name="planner", version="1.0.0", auto_run=True)
class Planner:
    pass
