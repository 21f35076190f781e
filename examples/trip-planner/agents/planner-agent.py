"""Plans a trip: asks the specialists and the history, then an LLM, which may use the four searches."""

import asyncio
import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("planner-agent")


@app.tool()
@mesh.llm(
    provider={"capability": "llm", "tags": ["+claude"]},
    filter=[
        {"capability": "flight_search"},
        {"capability": "hotel_search"},
        {"capability": "weather_forecast"},
        {"capability": "poi_search"},
    ],
    max_iterations=10,
    system_prompt="You plan trips. Use the tools to find flights, hotels and places.",
)
@mesh.tool(
    capability="trip_planning",
    description="A plan of a trip; with depth 0, without asking other agents",
    tags=["planner", "travel", "llm"],
    dependencies=[
        {"capability": "user_preferences", "required": True},
        {"capability": "chat_history", "required": True},
        {"capability": "budget_analysis", "required": True},
        {"capability": "adventure_advice", "required": True},
        {"capability": "logistics_planning", "required": True},
    ],
)
async def plan(
    destination: str = "Kyoto",
    session: str = "example",
    depth: int = 2,
    user_preferences: mesh.McpMeshTool = None,
    chat_history: mesh.McpMeshTool = None,
    budget_analysis: mesh.McpMeshTool = None,
    adventure_advice: mesh.McpMeshTool = None,
    logistics_planning: mesh.McpMeshTool = None,
    llm: mesh.MeshLlmAgent = None,
) -> dict:
    if depth == 0:
        return {"destination": destination, "served_by": socket.gethostname()}
    place = {"destination": destination, "depth": depth - 1}
    preferences, history, budget, adventure, logistics = await asyncio.gather(
        answer(user_preferences),
        answer(chat_history, session=session),
        answer(budget_analysis, **place),
        answer(adventure_advice, **place),
        answer(logistics_planning, **place),
    )
    try:
        text = await llm(f"Plan a trip to {destination}. {preferences} {budget} {adventure} {logistics}") if llm else None
    except Exception as error:
        text = f"No LLM answered: {type(error).__name__}"
    return {
        "destination": destination,
        "plan": text,
        "user_preferences": preferences,
        "chat_history": history,
        "budget_analysis": budget,
        "adventure_advice": adventure,
        "logistics_planning": logistics,
        "served_by": socket.gethostname(),
    }


async def answer(tool: mesh.McpMeshTool | None, **arguments) -> dict:
    """What an agent says, or nothing while no agent offers its capability."""
    return await tool(**arguments) if tool else {}


@mesh.agent(name="planner-agent", auto_run=True)
class PlannerAgent:
    pass
