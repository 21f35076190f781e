import mesh
from pydantic import BaseModel


class Rate(BaseModel):
    value: float


@mesh.tool(
    capability="report",
    dependencies=[
        "audit_log",
        {"capability": "weather", "tags": ["eu", "+fast", "-beta"], "version": ">=1.2.0 <2.0.0"},
        {"capability": "rates", "tags": ["money", ["live", "+cached"], ["eur", "usd"]], "required": True},
        {"capability": "orders", "required": False, "expected_type": Rate, "match_mode": "subset"},
        {"capability": "stock", "version": ""},
    ],
)
async def report(
    day: str,
    audit: mesh.McpMeshTool = None,
    weather: mesh.McpMeshTool = None,
    rates: mesh.McpMeshTool = None,
    orders: mesh.McpMeshTool = None,
    stock: mesh.McpMeshTool = None,
) -> str:
    return day


@mesh.agent(name="report-agent")
class ReportAgent:
    pass
