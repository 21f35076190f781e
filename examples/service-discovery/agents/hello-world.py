"""Greets whoever asks."""

import mesh
from fastmcp import FastMCP

app = FastMCP("hello-world")


@app.tool()
@mesh.tool(capability="greeting", description="Greets somebody by name")
async def greet(name: str = "world") -> str:
    return f"Hello, {name}!"


@mesh.agent(name="hello-world", auto_run=True)
class HelloWorld:
    pass
