import mesh


@mesh.tool(
    "flight_search",  # by position
    tags=["flights", "travel"],
    version="2.1.0",
    description="Finds flights",
    timeout=30,
    retry_count=3,
)
async def search(origin: str, destination: str) -> list[dict]:
    return []


@mesh.tool(capability="flight_booking", tags=[], version="1.5")
async def book(flight: str) -> str:
    return flight


@mesh.agent("flight-agent", version="1.2.0", description="Flights", auto_run=True)
class FlightAgent:
    pass
