import mesh


@mesh.tool(capability="clock")
def clock():
    pass
