package com.example;

import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshTool;
import io.mcpmesh.Selector;
import io.mcpmesh.types.McpMeshTool;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@MeshAgent(name = "media-java")
public class App {
    public static void main(String[] args) { SpringApplication.run(App.class, args); }

    @MeshTool(capability = "process", dependencies = @Selector(capability = "audit_log"))
    public String process(McpMeshTool<String> audit, Media media) { return ""; }
}
