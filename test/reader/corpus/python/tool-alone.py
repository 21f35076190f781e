"""One agent with one tool."""

import mesh
from fastmcp import FastMCP

app = FastMCP("weather")


@app.tool()
@mesh.tool(capability="weather_forecast")
def forecast(city: str) -> str:
    return f"Sunny in {city}"


@mesh.agent(name="weather-agent", http_port=9101)
class WeatherAgent:
    pass
