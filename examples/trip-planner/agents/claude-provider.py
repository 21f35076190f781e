"""Offers Claude to the mesh. Calls the tools of whoever asks, and the model's API."""

import mesh
from fastmcp import FastMCP

app = FastMCP("claude-provider")


@mesh.llm_provider(model="anthropic/claude-sonnet-4-5", capability="llm", tags=["claude"])
def provider():
    pass


@mesh.agent(name="claude-provider", auto_run=True)
class ClaudeProvider:
    pass
