"""Asks an LLM how to get around. Without one, the answer says so."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("logistics-planner")


@app.tool()
@mesh.llm(provider={"capability": "llm"}, max_iterations=1, system_prompt="You plan trips. Answer in three sentences.")
@mesh.tool(capability="logistics_planning", description="How to get around", tags=["specialist", "logistics", "llm"])
async def advise(destination: str = "Kyoto", depth: int = 1, llm: mesh.MeshLlmAgent = None) -> dict:
    try:
        advice = await llm(f"How does one get around in {destination}, and in which order?") if llm and depth > 0 else "No LLM was asked."
    except Exception as error:
        advice = f"No LLM answered: {type(error).__name__}"
    return {"destination": destination, "advice": advice, "served_by": socket.gethostname()}


@mesh.agent(name="logistics-planner", auto_run=True)
class LogisticsPlanner:
    pass
