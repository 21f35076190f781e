import mesh


@mesh.tool(capability="broken", dependencies=["a" "b", $])
def broken():
    pass


@mesh.tool(capability="whole")
def whole():
    pass


@mesh.agent(name="broken-agent")
class Agent:
    pass


def lambda:

@mesh.tool(capability="lost"
def lost(:
