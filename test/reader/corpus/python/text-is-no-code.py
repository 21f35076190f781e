'''
@mesh.tool(capability="in_a_docstring")
def example():
    pass
'''
import mesh

# @mesh.tool(capability="in_a_comment")
# def example(): pass

EXAMPLE = """
@mesh.agent(name="in-a-string")
class Example: ...
"""


@mesh.tool(
    capability="real",  # capability="comment"
    # tags=["comment"],
    description="@mesh.tool(capability='in_an_argument')",
)
def real():
    """
    @mesh.tool(capability="in_a_function")
    """


@mesh.agent(name="real-agent")
class Agent:
    """mesh.agent(name="in-a-class")"""
