"""Shows a trip's plan beside the days' forecast."""

import mesh
from fastmcp import FastMCP

app = FastMCP("dashboard")


@app.tool()
@mesh.tool(
    capability="overview",
    version="1.2.0",
    description="A plan and a forecast of a city; with depth 0, without asking other agents",
    dependencies=[
        {"capability": "planning", "tags": ["trips"], "required": True},
        {"capability": "forecast", "tags": ["daily"], "required": True},
    ],
)
async def overview(
    city: str = "Oslo",
    depth: int = 1,
    planning: mesh.McpMeshTool = None,
    forecast: mesh.McpMeshTool = None,
) -> dict:
    if depth == 0:
        return {"city": city}
    return {
        "city": city,
        "planning": await planning(city=city, depth=depth) if planning else None,
        "forecast": await forecast(city=city) if forecast else None,
    }


@mesh.agent(name="dashboard", version="1.2.0", auto_run=True)
class Dashboard:
    pass
