"""Provides the capability `analytics`: asks `weather` through the proxy that MCP Mesh injects."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("analytics")


@app.tool()
@mesh.tool(capability="analytics", dependencies=[{"capability": "weather", "tags": ["city"]}])
async def analyse(city: str = "Oslo", weather: mesh.McpMeshTool = None) -> dict:
    found = await weather(city=city) if weather else None
    return {"city": city, "weather": found, "served_by": socket.gethostname()}


@mesh.agent(name="analytics", http_port=8080, auto_run=True)
class Analytics:
    pass
