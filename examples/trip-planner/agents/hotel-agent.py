"""Finds hotels."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("hotel-agent")
HOTELS = [{"name": "Harbour Inn", "price": 95}, {"name": "Old Town House", "price": 140}]


@app.tool()
@mesh.tool(capability="hotel_search", description="Hotels of a city, cheapest first", tags=["hotels", "travel"])
async def find_hotels(destination: str = "Kyoto", most: int = 200) -> dict:
    hotels = [hotel for hotel in HOTELS if hotel["price"] <= most]
    return {"destination": destination, "hotels": hotels, "served_by": socket.gethostname()}


@mesh.agent(name="hotel-agent", auto_run=True)
class HotelAgent:
    pass
