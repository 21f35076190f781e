import mesh


@mesh.tool(capability="first")
def same():
    pass


@mesh.tool(capability="second")
def same():
    pass


@mesh.agent(name="one-agent")
class One:
    pass


@mesh.agent(name="two-agent")
class Two:
    pass
