"""Finds flights. Asks for the traveller's preferences first."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("flight-agent")
FLIGHTS = [{"airline": "Northwind", "price": 420}, {"airline": "Fjordair", "price": 510}]


@app.tool()
@mesh.tool(
    capability="flight_search",
    description="Flights to a city, cheapest first; with depth 0, without asking other agents",
    tags=["flights", "travel"],
    dependencies=["user_preferences"],
)
async def find_flights(destination: str = "Kyoto", depth: int = 1, user_preferences: mesh.McpMeshTool = None) -> dict:
    known = await user_preferences() if user_preferences and depth > 0 else {}
    flights = sorted(FLIGHTS, key=lambda flight: (flight["airline"] != known.get("airline"), flight["price"]))
    return {
        "destination": destination,
        "flights": flights,
        "user_preferences": known,
        "served_by": socket.gethostname(),
    }


@mesh.agent(name="flight-agent", auto_run=True)
class FlightAgent:
    pass
