import importlib
import os

import mesh
from settings import settings
from mesh import future_form

TAGS = ["a"]
TAGS.append(os.environ["TAG"])
NAMES = [name.lower() for name in ("A", "B")]
TWICE = "one"
if os.name == "nt":
    TWICE = "two"
MORE = make_options()


@mesh.tool(capability="tags", tags=TAGS)
def tags():
    pass


@mesh.tool(capability="names", dependencies=NAMES)
def names():
    pass


@mesh.tool(capability=TWICE)
def twice():
    pass


@mesh.tool(capability="spread", **MORE)
def spread():
    pass


@mesh.tool(capability="one", dependencies=["known", load("x"), {"capability": "half", "tags": pick()}, {**MORE}])
def one():
    pass


@mesh.tool()
def nameless():
    pass


@mesh.tool(capability="nested", dependencies=[["a", "b"], 3])
def nested():
    pass


@mesh.llm(provider="claude", model="x")
@mesh.tool(capability="direct")
def direct(llm: mesh.MeshLlmAgent = None):
    pass


@mesh.llm(provider={"capability": "llm"}, filter=[{"tags": [["a", "b"]]}, pick()])
@mesh.tool(capability="filtered")
def filtered(llm: mesh.MeshLlmAgent = None):
    pass


@mesh.llm(filter="x")
@mesh.tool(capability="unprovided")
def unprovided(llm: mesh.MeshLlmAgent = None):
    pass


@mesh.tomorrow(capability="unknown")
def unknown():
    pass


@mesh.tool
def bare():
    pass


def factory():
    @mesh.tool(capability="inside")
    def inside():
        pass


for each in ("x", "y"):

    @mesh.tool(capability=each)
    def loop():
        pass


if os.name == "posix":

    @mesh.tool(capability="conditional")
    def conditional():
        pass


mesh.tool(capability="called")(len)
register(mesh)
future_form("x")
importlib.import_module(os.environ["PLUGIN"])


@mesh.service("prefix")
class Prefixed:
    pass


@mesh.agent(name=settings.agent_name)
class Agent:
    pass
