import mesh
import uvicorn


@mesh.route(dependencies=["clock"])
async def now(clock: mesh.McpMeshTool = None):
    return await clock()


uvicorn.run("main:app", port=pick())
