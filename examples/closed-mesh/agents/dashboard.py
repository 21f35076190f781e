"""Shows a plan for today beside the forecast of the next days, both of the default city."""

import mesh
from fastmcp import FastMCP

app = FastMCP("dashboard")


@app.tool()
@mesh.tool(
    capability="overview",
    version="1.2.0",
    description="A plan and a forecast; with depth 0, without asking other agents",
    dependencies=[
        {"capability": "planning", "tags": ["trips"], "required": True},
        {"capability": "forecast", "tags": ["daily"], "required": True},
    ],
)
async def overview(
    depth: int = 1,
    planning: mesh.McpMeshTool = None,
    forecast: mesh.McpMeshTool = None,
) -> dict:
    if depth == 0:
        return {}
    return {
        "planning": await planning(depth=depth) if planning else None,
        "forecast": await forecast(depth=3) if forecast else None,
    }


@mesh.agent(name="dashboard", version="1.2.0", auto_run=True)
class Dashboard:
    pass
