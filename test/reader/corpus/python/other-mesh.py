"""Other libraries have an object of this name."""

import trimesh

import mesh as mcp


class Surface:
    def agent(self, **options):
        return lambda each: each


mesh = Surface()


@mesh.agent(name="not-ours")
class NotOurs:
    pass


def simplify(mcp):
    return mcp.tool(capability="also-not-ours")


@mcp.tool(capability="ours")
def ours():
    return trimesh.load("x")


@mcp.agent(name="our-agent")
class Ours:
    pass
