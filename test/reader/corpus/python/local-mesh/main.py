import mesh
import mesh_helpers


@mesh.tool(capability="not-ours")
def tool():
    pass
