import mesh


@mesh.tool(capability="extra")
def extra():
    pass
