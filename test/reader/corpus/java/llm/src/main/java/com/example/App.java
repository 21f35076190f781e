package com.example;

import io.mcpmesh.*;
import io.mcpmesh.types.*;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@MeshAgent(name = "planner-java")
public class App {
    public static void main(String[] args) { SpringApplication.run(App.class, args); }

    @MeshLlm(
        providerSelector = @Selector(capability = "llm", tags = {"+claude"}),
        filter = {@Selector(capability = "flight_search"), @Selector(tags = {"travel"})},
        filterMode = FilterMode.ALL,
        maxIterations = 5)
    @MeshTool(capability = "trip_planning")
    public String plan(String to, MeshLlmAgent llm) { return llm.generate(to); }

    @MeshLlm(providerSelector = @Selector(capability = "llm"), filter = @Selector(capability = "clock"), filterMode = FilterMode.WILDCARD)
    @MeshTool(capability = "anything")
    public String anything(String to, MeshLlmAgent llm) { return ""; }

    @MeshLlm(providerSelector = @Selector(capability = "llm", version = "^2"))
    @MeshTool(capability = "talk")
    public String talk(String to, MeshLlmAgent llm) { return ""; }
}
