import mesh as m
from mesh import agent, tool as t

declare = m.tool


@t(capability="one")
def one():
    pass


@declare(capability="two")
def two():
    pass


@m.tool(capability="three")
def three():
    pass


@agent(name="aliased-agent")
class Agent:
    pass
