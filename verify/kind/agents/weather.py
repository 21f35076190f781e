"""Provides the capability `weather`. An answer names the pod that gave it."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("weather")


@app.tool()
@mesh.tool(capability="weather", tags=["city"])
async def get_weather(city: str = "Oslo") -> dict:
    return {"city": city, "temperature_c": 21, "served_by": socket.gethostname()}


@mesh.agent(name="weather", http_port=8080, auto_run=True)
class Weather:
    pass
