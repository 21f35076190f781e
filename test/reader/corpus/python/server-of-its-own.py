import os

import mesh
import uvicorn
from fastapi import FastAPI

app = FastAPI()
PORT = int(os.getenv("MCP_MESH_HTTP_PORT", "8000"))


@mesh.route(dependencies=["clock"])
async def now(clock: mesh.McpMeshTool = None):
    return await clock()


if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
