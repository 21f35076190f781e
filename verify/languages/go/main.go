package main

import (
	"fmt"

	"github.com/aws/jsii-runtime-go"
	mesh "github.com/cdk8s-mcp-mesh/cdk8s-mcp-mesh-go/cdk8smcpmesh"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	kplus "github.com/cdk8s-team/cdk8s-plus-go/cdk8splus28/v2"
)

func main() {
	defer jsii.Close()

	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("mcp-mesh"), &cdk8s.ChartProps{Namespace: jsii.String("mcp-mesh")})

	registry := mesh.NewMeshRegistry(chart, jsii.String("registry"), nil)
	mesh.NewMeshAgent(chart, jsii.String("hello-world"), &mesh.MeshAgentProps{
		Registry: registry,
		Image:    jsii.String("registry.example.com/hello-world:1.0.0"),
	})
	mesh.NewMeshAgent(chart, jsii.String("weather-agent"), &mesh.MeshAgentProps{
		Registry:     registry,
		Image:        jsii.String("registry.example.com/weather-agent:1.4.2"),
		ServiceName:  jsii.String("weather-agent"),
		Port:         jsii.Number(8081),
		Capabilities: &[]interface{}{"weather"},
	})
	mesh.NewMeshAgent(chart, jsii.String("analytics-agent"), &mesh.MeshAgentProps{
		Registry:     registry,
		Image:        jsii.String("registry.example.com/analytics-agent:2.0.0"),
		ServiceName:  jsii.String("analytics-agent"),
		Command:      jsii.Strings("python", "/app/agent.py"),
		Replicas:     jsii.Number(3),
		Capabilities: &[]interface{}{"analytics"},
		Dependencies: &[]interface{}{"weather"},
	})
	processor := mesh.NewHeadlessMeshAgent(chart, jsii.String("data-processor"), &mesh.HeadlessMeshAgentProps{
		Registry:    registry,
		Image:       jsii.String("registry.example.com/data-processor:1.0.0"),
		ServiceName: jsii.String("data-processor"),
		Replicas:    jsii.Number(3),
		Env: &map[string]kplus.EnvValue{
			"PROCESSOR_ID": kplus.EnvValue_FromValue(jsii.String("$(POD_NAME)")),
		},
	})
	mesh.NewMeshNetworkPolicy(chart, jsii.String("network-policy"), &mesh.MeshNetworkPolicyProps{Registry: registry})

	fmt.Println(*processor.PodUrl(jsii.Number(2)))
	app.Synth()
}
