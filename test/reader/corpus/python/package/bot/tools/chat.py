import mesh


@mesh.tool(capability="chat", tags=["bot"])
def chat():
    pass
