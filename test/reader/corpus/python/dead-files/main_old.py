import mesh


@mesh.tool(capability="dead")
def dead():
    pass


@mesh.agent(name="dead-agent")
class Dead:
    pass
