package com.example;

import io.mcpmesh.spring.web.MeshDependency;
import io.mcpmesh.spring.web.MeshDependsOn;
import io.mcpmesh.spring.web.MeshInject;
import io.mcpmesh.spring.web.MeshRoute;
import io.mcpmesh.types.McpMeshTool;
import org.springframework.web.bind.annotation.*;

@RestController
@MeshDependsOn(@MeshDependency(capability = "never"))
public class PlanController {
    @PostMapping("/plan")
    @MeshRoute(dependencies = {
        @MeshDependency(capability = "trip_planning", tags = {"eu"}, required = true),
        @MeshDependency(capability = "rates", version = "^1"),
    })
    public String plan(@RequestBody String body, @MeshInject("trip_planning") McpMeshTool<String> plan) { return ""; }
}
