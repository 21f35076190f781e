import mesh
import uvicorn
from fastapi import FastAPI, Request
from mesh.types import McpMeshTool

app = FastAPI(title="Trip Planner Gateway", version="2.0.0")


@app.post("/plan")
@mesh.route(dependencies=["trip_planning"])
async def plan(request: Request, plan_trip: McpMeshTool = None):
    return await plan_trip()


@app.get("/rates")
@mesh.route(dependencies=[{"capability": "rates", "tags": ["live"], "version": "^1", "required": True}])
async def rates(rates: McpMeshTool = None):
    return await rates()


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8085, log_level="info")
