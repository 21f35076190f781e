"""Forecasts the weather of a city. The numbers are made up, but always the same for one city."""

import socket
import zlib

import mesh
from fastmcp import FastMCP

app = FastMCP("weather-agent")


@app.tool()
@mesh.tool(capability="weather_forecast", description="The weather of a city", tags=["weather", "travel"])
async def forecast(destination: str = "Kyoto") -> dict:
    seed = zlib.crc32(destination.lower().encode())
    return {"destination": destination, "rain_percent": seed % 101, "served_by": socket.gethostname()}


@mesh.agent(name="weather-agent", auto_run=True)
class WeatherAgent:
    pass
