import os

import mesh
from fastmcp import FastMCP

app = FastMCP("shop")

PREFIX = "shop"
NAME = f"{PREFIX}-agent"
VERSION = "1." "2." "3"
TAGS = ["shop", PREFIX + "-eu"]
ORDERS = {"capability": "orders", "tags": TAGS}
STRICT: dict = {**ORDERS, "required": True}
MODEL = os.getenv("MODEL", "anthropic/claude")
NAMES = ("stock", "prices")


class Settings:
    region = "eu"


CONFIG = {"price": "prices", "more": {"deep": "deep_price"}}


@mesh.tool(
    capability="shop",
    version=VERSION,
    tags=[*TAGS, Settings.region, r"raw\d"],
    dependencies=[STRICT, CONFIG["price"], NAMES[0], dict(capability=CONFIG["more"]["deep"])],
)
def shop():
    pass


@mesh.llm_provider(model=MODEL, tags=TAGS + ["llm"])
def provider():
    pass


@mesh.agent(name=NAME, http_port=int(os.environ.get("MCP_MESH_HTTP_PORT", "9000")))
class Agent:
    pass
