"""Asks an LLM what is unusual at a place. Without one, the answer says so."""

import socket

import mesh
from fastmcp import FastMCP

app = FastMCP("adventure-advisor")


@app.tool()
@mesh.llm(provider={"capability": "llm"}, max_iterations=1, system_prompt="You plan trips. Answer in three sentences.")
@mesh.tool(capability="adventure_advice", description="What is unusual at a place", tags=["specialist", "adventure", "llm"])
async def advise(destination: str = "Kyoto", depth: int = 1, llm: mesh.MeshLlmAgent = None) -> dict:
    try:
        advice = await llm(f"What is there to do in {destination} that most visitors miss?") if llm and depth > 0 else "No LLM was asked."
    except Exception as error:
        advice = f"No LLM answered: {type(error).__name__}"
    return {"destination": destination, "advice": advice, "served_by": socket.gethostname()}


@mesh.agent(name="adventure-advisor", auto_run=True)
class AdventureAdvisor:
    pass
