import functools

import mesh


def logged(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


@mesh.agent(name="class-agent")
class Agent:
    @logged
    @mesh.tool(capability="greeting", dependencies=["clock"])
    @logged
    def hello(self, clock: mesh.McpMeshTool = None):
        return "Hello"

    class Inner:
        @staticmethod
        @mesh.tool(capability="inner_greeting")
        def hello_inner():
            return "Hello"
