package com.example;

import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshLlmProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@MeshAgent(name = "provider-java", port = 9001)
@MeshLlmProvider(model = "anthropic/claude-sonnet-4-5", capability = "llm", tags = {"claude", "java"}, version = "1.1.0")
@SpringBootApplication
public class App {
    public static void main(String[] args) { SpringApplication.run(App.class, args); }
}
