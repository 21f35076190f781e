package com.other;

import io.mcpmesh.MeshTool;

public class NotScanned {
    @MeshTool(capability = "never")
    public String never() { return ""; }
}
