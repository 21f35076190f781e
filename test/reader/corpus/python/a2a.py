import mesh
from fastapi import FastAPI

app = FastAPI()


@mesh.a2a.mount(app, path="/agents/report", dependencies=["generate_report"], auth="bearer")
async def report(payload: dict, generate_report: mesh.McpMeshTool = None):
    return await generate_report(**payload)


@mesh.a2a(path="/agents/date", dependencies=[{"capability": "date", "tags": ["utc"], "version": "^2"}])
async def date(payload: dict, date: mesh.McpMeshTool = None):
    return await date(**payload)
