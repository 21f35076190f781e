"""The mesh's HTTP API: POST /plan with a destination. A gateway has routes, and no `@mesh.agent`."""

import os
import uuid

import mesh
import uvicorn
from fastapi import FastAPI, Request
from mesh.types import McpMeshTool

app = FastAPI(title="gateway")


@app.get("/health")
async def health():
    return {"status": "healthy"}


@app.post("/plan")
@mesh.route(dependencies=["trip_planning"])
async def plan(request: Request, trip_planning: McpMeshTool = None):
    body = await request.json()
    session = request.headers.get("X-Session-Id") or str(uuid.uuid4())
    if trip_planning is None:
        return {"session": session, "error": "no agent offers trip_planning at the moment"}
    return {"session": session, **await trip_planning(destination=body["destination"], session=session)}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("MCP_MESH_HTTP_PORT", "8080")))
