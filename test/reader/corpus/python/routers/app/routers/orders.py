import mesh
from fastapi import APIRouter

from .. import settings
from ..settings import ORDERS

router = APIRouter()


@router.get("/orders")
@mesh.route(dependencies=[ORDERS, settings.ORDERS + "_history"])
async def orders(orders: mesh.McpMeshTool = None, history: mesh.McpMeshTool = None):
    return await orders()
