package com.example;

import com.acme.mesh.MeshTool;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@io.mcpmesh.MeshAgent(name = "ours-java")
public class App {
    @MeshTool(capability = "not-ours")
    public String notOurs() { return ""; }

    @io.mcpmesh.MeshTool(capability = "ours")
    public String ours() { return ""; }
}
