package istio

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// What a cluster would add to the manifests: an address for each Service, and one pod behind each workload.
type fakeCluster struct {
	objects []*unstructured.Unstructured
	slices  []*unstructured.Unstructured
	pods    map[string]string // of a workload's name: address and port of its pod
}

func addressed(t *testing.T, all []*unstructured.Unstructured) *fakeCluster {
	cluster := &fakeCluster{objects: all, pods: map[string]string{}}
	for i, workload := range all {
		if port := containerPort(workload, nil); port > 0 {
			cluster.pods[workload.GetName()] = fmt.Sprintf("10.244.0.%d:%d", i+1, port)
		}
	}
	for i, service := range all {
		if service.GetKind() != "Service" {
			continue
		}
		if ip, _, _ := unstructured.NestedString(service.Object, "spec", "clusterIP"); ip == "" {
			_ = unstructured.SetNestedField(service.Object, fmt.Sprintf("10.96.0.%d", i+1), "spec", "clusterIP")
		}
		selector, _, _ := unstructured.NestedStringMap(service.Object, "spec", "selector")
		port := firstPort(service)
		var ready []any
		var target int64
		for j, workload := range all {
			labels, isWorkload, _ := unstructured.NestedStringMap(workload.Object, "spec", "template", "metadata", "labels")
			if !isWorkload || !selects(selector, labels) || workload.GetNamespace() != service.GetNamespace() {
				continue
			}
			if target = containerPort(workload, port["targetPort"]); target == 0 {
				t.Fatalf("Service %s: workload %s has no port %v", service.GetName(), workload.GetName(), port["targetPort"])
			}
			ready = append(ready, map[string]any{"addresses": []any{fmt.Sprintf("10.244.0.%d", j+1)}, "conditions": map[string]any{"ready": true}})
		}
		cluster.slices = append(cluster.slices, &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
			"metadata": map[string]any{
				"name": service.GetName(), "namespace": service.GetNamespace(),
				"labels": map[string]any{"kubernetes.io/service-name": service.GetName()},
			},
			"ports":     []any{map[string]any{"name": port["name"], "port": target, "protocol": "TCP"}},
			"endpoints": ready,
		}})
	}
	return cluster
}

// pods makes a pod behind each workload, as its controller and Istio's injection do it: analyzers ask which pods a policy selects.
func pods(t *testing.T, text string) string {
	all := ""
	for _, workload := range objects(t, text) {
		metadata, found, _ := unstructured.NestedMap(workload.Object, "spec", "template", "metadata")
		if !found {
			continue
		}
		spec, _, _ := unstructured.NestedMap(workload.Object, "spec", "template", "spec")
		metadata["name"], metadata["namespace"] = workload.GetName()+"-0", workload.GetNamespace()
		before, _ := spec["initContainers"].([]any)
		spec["initContainers"] = append([]any{map[string]any{"name": "istio-proxy", "image": "istio/proxyv2", "restartPolicy": "Always"}}, before...)
		pod, err := yaml.Marshal(map[string]any{"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
		if err != nil {
			t.Fatal(err)
		}
		all += string(pod) + "---\n"
	}
	return all
}

func selects(selector, labels map[string]string) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return len(selector) > 0
}

func firstPort(service *unstructured.Unstructured) map[string]any {
	ports, _, _ := unstructured.NestedSlice(service.Object, "spec", "ports")
	return ports[0].(map[string]any)
}

// containerPort finds the port that a Service's targetPort means, or the first.
func containerPort(workload *unstructured.Unstructured, target any) int64 {
	containers, _, _ := unstructured.NestedSlice(workload.Object, "spec", "template", "spec", "containers")
	for _, container := range containers {
		ports, _, _ := unstructured.NestedSlice(container.(map[string]any), "ports")
		for _, port := range ports {
			p := port.(map[string]any)
			if number := toInt(p["containerPort"]); target == nil || p["name"] == target || toInt(target) == number {
				return number
			}
		}
	}
	return 0
}

func toInt(value any) int64 {
	switch number := value.(type) {
	case int64:
		return number
	case float64:
		return int64(number)
	}
	return -1
}

// callers says which address a host resolves to, and on which port it is asked.
func (c *fakeCluster) callers(host string) (string, int) {
	for _, object := range c.objects {
		switch object.GetKind() {
		case "ServiceEntry":
			hosts, _, _ := unstructured.NestedStringSlice(object.Object, "spec", "hosts")
			addresses, _, _ := unstructured.NestedStringSlice(object.Object, "spec", "addresses")
			if len(hosts) > 0 && hosts[0] == host {
				return addresses[0], int(toInt(firstPort(object)["number"]))
			}
		case "Service":
			if host == fmt.Sprintf("%s.%s.svc.cluster.local", object.GetName(), object.GetNamespace()) {
				ip, _, _ := unstructured.NestedString(object.Object, "spec", "clusterIP")
				return ip, int(toInt(firstPort(object)["port"]))
			}
		}
	}
	return "", 0
}

// capabilities says who should answer for which: what the workloads say of themselves, with the weights that
// $VERIFY_WEIGHTS gives (a JSON file: example, capability, workload), or in equal parts.
func (c *fakeCluster) capabilities(t *testing.T, example string) map[string]string {
	given := map[string]map[string]map[string]int{}
	if text, err := os.ReadFile(os.Getenv("VERIFY_WEIGHTS")); err != nil {
		t.Fatal(err)
	} else if err := json.Unmarshal(text, &given); err != nil {
		t.Fatal(err)
	}
	shares := map[string]map[string]int{}
	for _, object := range c.objects {
		var names []any
		if text := object.GetAnnotations()["cdk8s-mcp-mesh/capabilities"]; text == "" {
			continue
		} else if err := json.Unmarshal([]byte(text), &names); err != nil {
			t.Fatal(err)
		}
		for _, entry := range names {
			name, plain := entry.(string)
			if !plain {
				name = entry.(map[string]any)["name"].(string)
			}
			weight := 1
			if weights := given[example][name]; weights != nil {
				weight = weights[object.GetName()]
			}
			if shares[name] == nil {
				shares[name] = map[string]int{}
			}
			shares[name][c.pods[object.GetName()]] = weight
		}
	}
	all := map[string]string{}
	for name, weights := range shares {
		all[name] = shareOut(weights)
	}
	return all
}
