import os
from os import environ, getenv

import mesh
import uvicorn

REGION = os.environ.get("REGION", "eu")


@mesh.tool(capability=getenv("CAPABILITY") or "stock", tags=[REGION])
def stock():
    pass


@mesh.agent(name=environ.get("MCP_MESH_AGENT_NAME", "stock-agent"))
class Agent:
    pass


if __name__ == "__main__":
    uvicorn.run("main:app", port=int(os.getenv("PORT", "8088")))
