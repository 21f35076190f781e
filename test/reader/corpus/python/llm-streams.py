from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable

import mesh
from fastmcp import FastMCP
from mesh import Stream

app = FastMCP("Streams")
Chunks = AsyncIterator[str]


@app.tool()
@mesh.llm(provider={"capability": "llm", "tags": ["+claude"]})
@mesh.tool(capability="a")
async def a(text: str, llm: mesh.MeshLlmAgent = None) -> mesh.Stream[str]:
    yield text


@app.tool()
@mesh.llm(provider={"capability": "llm"})
@mesh.tool(capability="b")
async def b(text: str, llm: mesh.MeshLlmAgent = None) -> Stream[str]:
    yield text


@app.tool()
@mesh.llm(provider={"capability": "llm"})
@mesh.tool(capability="c")
async def c(text: str, llm: mesh.MeshLlmAgent = None) -> "AsyncGenerator[str, None]":
    yield text


@app.tool()
@mesh.llm(provider={"capability": "llm"})
@mesh.tool(capability="d")
async def d(text: str, llm: mesh.MeshLlmAgent = None) -> Chunks:
    yield text


@app.tool()
@mesh.llm(provider={"capability": "llm"})
@mesh.tool(capability="e")
async def e(text: str, llm: mesh.MeshLlmAgent = None) -> Awaitable[str]:
    return text


@app.tool()
@mesh.llm(provider={"capability": "llm", "tags": ["+ai.mcpmesh.stream"]})
@mesh.tool(capability="f")
async def f(text: str, llm: mesh.MeshLlmAgent = None) -> str:
    return text


@mesh.agent(name="stream-agent")
class StreamAgent:
    pass
