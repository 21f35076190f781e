"""Offers GPT to the mesh. Calls the tools of whoever asks, and the model's API."""

import mesh
from fastmcp import FastMCP

app = FastMCP("openai-provider")


@mesh.llm_provider(model="openai/gpt-4o", capability="llm", tags=["openai", "gpt"])
def provider():
    pass


@mesh.agent(name="openai-provider", auto_run=True)
class OpenaiProvider:
    pass
