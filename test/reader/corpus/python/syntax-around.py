import mesh


@mesh.tool(capability="bare_yield")
async def bare():
    x = yield
    with (open("a") as a, open("b") as b):
        print(a, b)


@mesh.tool(capability="after", dependencies=["clock"])
def after(first, /, second, *, third=None):
    match first:
        case [1, *rest] if rest:
            return rest


@mesh.agent(name="syntax-agent")
class Agent:
    pass
