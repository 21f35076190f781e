import mesh
from fastmcp import FastMCP

app = FastMCP("Bridge")


@app.tool()
@mesh.a2a_consumer(capability="current-date", a2a_url="http://dates:9090/agents/date", tags=["a2a-bridge"])
async def current_date(_a2a: mesh.A2AClient = None) -> dict:
    return {}


@mesh.agent(name="date-bridge")
class Bridge:
    pass
