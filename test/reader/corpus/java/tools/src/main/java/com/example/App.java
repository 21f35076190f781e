package com.example;

import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshTool;
import io.mcpmesh.Param;
import io.mcpmesh.Selector;
import io.mcpmesh.types.McpMeshTool;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@MeshAgent(name = "weather-java", version = "1.0.0", port = 9000)
public class App {
    public static void main(String[] args) {
        SpringApplication.run(App.class, args);
    }

    @MeshTool(capability = "weather_forecast", description = "Weather", tags = {"weather", "travel"})
    public String forecast(@Param("city") String city) {
        return "Sunny in " + city;
    }

    @MeshTool(
        capability = "report",
        version = "2.1.0",
        tags = "report",
        dependencies = {
            @Selector(capability = "audit_log"),
            @Selector(capability = "rates", tags = {"live", "+fast", "-beta"}, version = ">=1.0.0", required = true, expectedType = Integer.class),
        },
        outputType = String.class
    )
    public String report(McpMeshTool<String> audit, McpMeshTool<Integer> rates) {
        return "";
    }

    @MeshTool(capability = "single", dependencies = @Selector(capability = "clock", version = ""))
    public String single(McpMeshTool<String> clock) {
        return "";
    }
}
