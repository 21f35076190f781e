package com.example;

import com.acme.Elsewhere;
import com.shared.Names;
import io.mcpmesh.*;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Profile;

@SpringBootApplication
@ComponentScan("com.acme")
@MeshAgent(name = Elsewhere.NAME)
public class App {
    public static void main(String[] args) { SpringApplication.run(App.class, args); }

    @MeshTool(capability = "tags", tags = {"a", Elsewhere.TAG})
    public String tags() { return ""; }

    @MeshTool(capability = "needs", dependencies = {@Selector(capability = "known"), @Selector(capability = Elsewhere.NEED), @Selector(tags = "x")})
    public String needs() { return ""; }

    @MeshLlm(systemPrompt = "x")
    @MeshTool(capability = "direct")
    public String direct() { return ""; }

    @MeshTomorrow(capability = "unknown")
    public String unknown() { return ""; }

    @Profile("prod")
    @MeshTool(capability = "conditional")
    public String conditional() { return ""; }
}
