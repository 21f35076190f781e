import mesh

try:
    import ujson as json
except ImportError:
    import json

if __name__ == "__main__":

    @mesh.tool(capability="late")
    def late():
        return json.dumps({})

    @mesh.agent(name="late-agent")
    class Agent:
        pass
