import mesh


@mesh.tool(capability="lazy")
def run():
    pass


if __name__ == "__main__":

    @mesh.tool(capability="never")
    def never():
        pass
