import mesh


@mesh.tool(capability="never")
def never():
    pass
