package com.example;

import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshTool;
import io.mcpmesh.Selector;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@MeshAgent(name = "groups-java")
public class App {
    @MeshTool(capability = "a", dependencies = @Selector(capability = "b", tags = {"(x|y)", "z"}))
    public String a() { return ""; }
}
