from cdk8s import ApiObject, ApiObjectMetadata, App, Chart
from cdk8s_mcp_mesh import MeshAgent, MeshChecks, MeshRegistry

app = App()
MeshChecks.of(app)
registry = MeshRegistry(Chart(app, 'home', namespace='mesh'), 'registry')
for i in range(150):
    chart = Chart(app, f'team-{i}', namespace='mesh')
    MeshAgent(chart, f'agent-{i}', registry=registry, image='registry.example.com/agent:1.0.0')
    ApiObject(
        chart, 'map',
        api_version='v1',
        kind='ConfigMap',
        metadata=ApiObjectMetadata(name=f'map-{i}', annotations={'cdk8s-mcp-mesh/ignore-gravity': 'just so'}),
    )
app.synth()
