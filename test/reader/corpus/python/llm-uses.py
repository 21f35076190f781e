import mesh
from fastmcp import FastMCP

app = FastMCP("LLM")


@app.tool()
@mesh.llm(
    provider={"capability": "llm", "tags": ["+claude"]},
    filter=[{"capability": "flight_search"}, {"tags": ["travel", ["a", "b"]]}, "weather_forecast"],
    filter_mode="all",
    system_prompt="file://prompts/plan.j2",
    max_iterations=10,
)
@mesh.tool(capability="trip_planning", tags=["planner"], dependencies=["user_preferences"])
async def plan(destination: str, prefs: mesh.McpMeshTool = None, llm: mesh.MeshLlmAgent = None) -> str:
    return await llm(destination)


@app.tool()
@mesh.llm(filter={"capability": "document", "tags": ["pdf"], "version": "^1.0.0"}, provider={"capability": "llm", "version": ">=2"})
@mesh.tool(capability="summary")
async def summarise(text: str, llm: mesh.MeshLlmAgent = None) -> str:
    return await llm(text)


@app.tool()
@mesh.llm(filter=None, provider={"tags": ["gpt", ["x", "y"]]}, filter_mode="best_match")
@mesh.tool(capability="budget")
async def budget(text: str, llm: mesh.MeshLlmAgent = None) -> str:
    return await llm(text)


@app.tool()
@mesh.llm("search", provider={"capability": "llm"}, filter_mode="*")
@mesh.tool(capability="anything")
async def anything(text: str, llm: mesh.MeshLlmAgent = None) -> str:
    return await llm(text)


@mesh.agent(name="planner-agent")
class PlannerAgent:
    pass
