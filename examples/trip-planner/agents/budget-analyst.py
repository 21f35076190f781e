"""Asks an LLM what a trip costs. Without one, the answer says so."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("budget-analyst")


@app.tool()
@mesh.llm(provider={"capability": "llm"}, max_iterations=1, system_prompt="You plan trips. Answer in three sentences.")
@mesh.tool(capability="budget_analysis", description="What a trip costs", tags=["specialist", "budget", "llm"])
async def advise(destination: str = "Kyoto", depth: int = 1, llm: mesh.MeshLlmAgent = None) -> dict:
    try:
        advice = await llm(f"What does a trip to {destination} cost, and where can one save?") if llm and depth > 0 else "No LLM was asked."
    except Exception as error:
        advice = f"No LLM answered: {type(error).__name__}"
    return {"destination": destination, "advice": advice, "served_by": socket.gethostname()}


@mesh.agent(name="budget-analyst", auto_run=True)
class BudgetAnalyst:
    pass
