import mesh
from fastmcp import FastMCP

app = FastMCP("Provider")


@mesh.llm_provider(model="anthropic/claude-sonnet-4-5", capability="llm", tags=["claude", "fast"], version="1.1.0")
def claude():
    """The decorator is the implementation."""


@mesh.llm_provider("openai/gpt-4o")
def gpt():
    pass


@mesh.agent(name="llm-provider")
class Provider:
    pass
