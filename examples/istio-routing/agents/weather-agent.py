"""Reports the weather of a city. The numbers are made up, but always the same for one city."""

import socket
import zlib

import mesh
from fastmcp import FastMCP

app = FastMCP("weather-agent")


@app.tool()
@mesh.tool(capability="weather", description="Today's weather of a city")
async def get_weather(city: str = "Oslo") -> dict:
    seed = zlib.crc32(city.lower().encode())
    return {
        "city": city,
        "temperature_c": seed % 35 - 5,
        "rain_percent": seed // 35 % 101,
        "served_by": socket.gethostname(),
    }


@mesh.agent(name="weather-agent", auto_run=True)
class WeatherAgent:
    pass
