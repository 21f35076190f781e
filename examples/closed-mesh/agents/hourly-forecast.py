"""Forecasts a city's next hours."""

import socket
import zlib

import mesh
from fastmcp import FastMCP

app = FastMCP("hourly-forecast")


@app.tool()
@mesh.tool(capability="forecast", version="2.1.0", tags=["hourly"], description="Temperatures of the next six hours")
async def get_weather(city: str = "Oslo") -> dict:
    now = zlib.crc32(city.lower().encode()) % 30
    return {"city": city, "hours": [now + hour % 3 for hour in range(6)], "served_by": socket.gethostname()}


@mesh.agent(name="hourly-forecast", version="2.1.0", auto_run=True)
class HourlyForecast:
    pass
