from fastapi import APIRouter
from mesh import McpMeshTool, route

router = APIRouter()


@router.get("/users")
@route(dependencies=["users"])
async def users(users: McpMeshTool = None):
    return await users()
