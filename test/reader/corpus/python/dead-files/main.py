import mesh


@mesh.tool(capability="alive")
def alive():
    pass


@mesh.agent(name="alive-agent")
class Alive:
    pass
