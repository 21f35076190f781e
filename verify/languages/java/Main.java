import io.github.cdk8smcpmesh.HeadlessMeshAgent;
import io.github.cdk8smcpmesh.MeshAgent;
import io.github.cdk8smcpmesh.MeshNetworkPolicy;
import io.github.cdk8smcpmesh.MeshRegistry;
import java.util.List;
import java.util.Map;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.plus28.EnvValue;

public class Main {
    public static void main(String[] args) {
        App app = new App();
        Chart chart = Chart.Builder.create(app, "mcp-mesh").namespace("mcp-mesh").build();

        MeshRegistry registry = new MeshRegistry(chart, "registry");
        MeshAgent.Builder.create(chart, "hello-world")
            .registry(registry)
            .image("registry.example.com/hello-world:1.0.0")
            .build();
        MeshAgent.Builder.create(chart, "weather-agent")
            .registry(registry)
            .image("registry.example.com/weather-agent:1.4.2")
            .serviceName("weather-agent")
            .port(8081)
            .capabilities(List.of("weather"))
            .build();
        MeshAgent.Builder.create(chart, "analytics-agent")
            .registry(registry)
            .image("registry.example.com/analytics-agent:2.0.0")
            .serviceName("analytics-agent")
            .command(List.of("python", "/app/agent.py"))
            .replicas(3)
            .capabilities(List.of("analytics"))
            .dependencies(List.of("weather"))
            .build();
        HeadlessMeshAgent processor = HeadlessMeshAgent.Builder.create(chart, "data-processor")
            .registry(registry)
            .image("registry.example.com/data-processor:1.0.0")
            .serviceName("data-processor")
            .replicas(3)
            .env(Map.of("PROCESSOR_ID", EnvValue.fromValue("$(POD_NAME)")))
            .build();
        MeshNetworkPolicy.Builder.create(chart, "network-policy").registry(registry).build();

        System.out.println(processor.podUrl(2));
        app.synth();
    }
}
