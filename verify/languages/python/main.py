from cdk8s import App, Chart
from cdk8s_mcp_mesh import HeadlessMeshAgent, MeshAgent, MeshNetworkPolicy, MeshRegistry
from cdk8s_plus_28 import EnvValue

app = App()
chart = Chart(app, 'mcp-mesh', namespace='mcp-mesh')

registry = MeshRegistry(chart, 'registry')
MeshAgent(chart, 'hello-world', registry=registry, image='registry.example.com/hello-world:1.0.0')
MeshAgent(
    chart, 'weather-agent',
    registry=registry,
    image='registry.example.com/weather-agent:1.4.2',
    service_name='weather-agent',
    port=8081,
    capabilities=['weather'],
)
MeshAgent(
    chart, 'analytics-agent',
    registry=registry,
    image='registry.example.com/analytics-agent:2.0.0',
    service_name='analytics-agent',
    command=['python', '/app/agent.py'],
    replicas=3,
    capabilities=['analytics'],
    dependencies=['weather'],
)
processor = HeadlessMeshAgent(
    chart, 'data-processor',
    registry=registry,
    image='registry.example.com/data-processor:1.0.0',
    service_name='data-processor',
    replicas=3,
    env={'PROCESSOR_ID': EnvValue.from_value('$(POD_NAME)')},
)
MeshNetworkPolicy(chart, 'network-policy', registry=registry)

print(processor.pod_url(2))
app.synth()
