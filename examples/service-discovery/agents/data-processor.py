"""Processes the records that belong to its ordinal. PROCESSOR_ID is the pod's name, such as data-processor-0."""

import os
import zlib

import mesh
from fastmcp import FastMCP

app = FastMCP("data-processor")
name = os.environ.get("PROCESSOR_ID", "data-processor-0")
ordinal = int(name.rsplit("-", 1)[1])
processors = int(os.environ.get("PROCESSORS", "1"))


@app.tool()
@mesh.tool(capability="data_processing", description="Processes a record, or names the pod that must")
async def process(data: str = "abc") -> dict:
    owner = zlib.crc32(data.encode()) % processors
    result = {"words": len(data.split()), "characters": len(data)} if owner == ordinal else None
    return {"owner": f"data-processor-{owner}", "result": result, "served_by": name}


@mesh.agent(name="data-processor", auto_run=True)
class DataProcessor:
    pass
