package com.example;

import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshTool;
import io.mcpmesh.a2a.A2AClient;
import io.mcpmesh.a2a.A2AConsumer;
import io.mcpmesh.spring.web.MeshA2A;
import io.mcpmesh.spring.web.MeshDependency;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@MeshAgent(name = "bridge-java", port = 9002)
public class App {
    public static void main(String[] args) { SpringApplication.run(App.class, args); }

    @A2AConsumer(url = "http://dates:9090/agents/date", skillId = "get-date")
    @MeshTool(capability = "current-date", tags = {"a2a-bridge"})
    public String date(A2AClient client) { return ""; }

    @MeshA2A(path = "/agents/report", skillId = "report", skillName = "Report", tags = {"no-capability"}, dependencies = {@MeshDependency(capability = "generate_report")})
    public String report(String payload) { return ""; }
}
