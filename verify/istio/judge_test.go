// Package istio lets Istio itself judge manifests: its validation, its analyzers, and what istiod makes of the routes.
// A test, because istiod's fake server wants one; build.sh makes a program of it.
package istio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	_ "istio.io/client-go/pkg/apis/networking/v1" // pinned in go.mod
	"istio.io/istio/istioctl/pkg/cli"
	"istio.io/istio/istioctl/pkg/validate"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/simulation"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/analysis/local"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// finding is what ../accepted.mjs compares with the list of what is explained.
type finding struct {
	Tool    string `json:"tool"`
	Example string `json:"example"`
	Object  string `json:"object"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

// report is written to $VERIFY_REPORT for judge.mjs.
var report struct {
	Findings  []finding `json:"findings"`
	Analyzers int       `json:"analyzers"`
	Requests  int       `json:"requests"`
}

func TestMain(m *testing.M) {
	code := m.Run()
	text, err := json.Marshal(report)
	if err == nil {
		err = os.WriteFile(os.Getenv("VERIFY_REPORT"), text, 0o600)
	}
	if err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

func find(tool, example, object, rule, message string, args ...any) {
	report.Findings = append(report.Findings, finding{tool, example, object, rule, fmt.Sprintf(message, args...)})
}

// manifests gives the YAML of every folder in $VERIFY_MANIFESTS (name=folder, separated by colons), by name.
func manifests(t *testing.T) map[string]string {
	all := map[string]string{}
	for _, entry := range filepath.SplitList(os.Getenv("VERIFY_MANIFESTS")) {
		name, folder, _ := strings.Cut(entry, "=")
		files, _ := filepath.Glob(filepath.Join(folder, "*.yaml"))
		if len(files) == 0 {
			t.Fatalf("no YAML in %s", folder)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all[name] += string(text) + "\n---\n"
		}
	}
	return all
}

func objects(t *testing.T, text string) []*unstructured.Unstructured {
	var all []*unstructured.Unstructured
	for _, document := range strings.Split(text, "\n---\n") {
		object := map[string]any{}
		if err := yaml.Unmarshal([]byte(document), &object); err != nil {
			t.Fatal(err)
		}
		if len(object) > 0 {
			all = append(all, &unstructured.Unstructured{Object: object})
		}
	}
	return all
}

// istioctl validate.
func TestValidation(t *testing.T) {
	for name, text := range manifests(t) {
		file := filepath.Join(t.TempDir(), name+".yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		command := validate.NewValidateCommand(cli.NewFakeContext(&cli.NewFakeContextOption{IstioNamespace: "istio-system"}))
		command.SetArgs([]string{"-f", file})
		command.SetOut(&said)
		command.SetErr(&said)
		if err := command.Execute(); err != nil {
			find("istioctl validate", name, "-", "error", "%v", err)
		} else if !strings.HasSuffix(strings.TrimSpace(said.String()), "is valid") || strings.Contains(said.String(), "arning") {
			find("istioctl validate", name, "-", "warning", "%s", said.String())
		}
	}
}

// istioctl analyze leaves out the analyzers that ask for things of a running cluster, unless the source is a test's.
func TestAnalyzers(t *testing.T) {
	for name, text := range manifests(t) {
		analyzer := local.NewIstiodAnalyzer(analyzers.AllCombined(), "", "istio-system", nil)
		readers := []local.ReaderSource{{Name: name, Reader: strings.NewReader(text + namespaces(t, text) + pods(t, text))}}
		// The first source decides what is read at all.
		if err := analyzer.AddTestReaderKubeSource(readers); err != nil {
			find("istio analyzers", name, "-", "unreadable", "%v", err)
		}
		if err := analyzer.AddDefaultResources(); err != nil {
			t.Fatal(err)
		}
		cancel := make(chan struct{})
		result, err := analyzer.Analyze(cancel)
		close(cancel)
		if err != nil {
			t.Fatal(err)
		}
		if len(result.SkippedAnalyzers) > 0 {
			find("istio analyzers", name, "-", "skipped", "%v", result.SkippedAnalyzers)
		}
		report.Analyzers = len(result.ExecutedAnalyzers)
		for _, message := range result.Messages {
			// Below a warning there is advice only.
			if message.Type.Level().IsWorseThanOrEqualTo(diag.Warning) {
				object := "-"
				if message.Resource != nil {
					object = message.Resource.Origin.FriendlyName()
				}
				find("istio analyzers", name, object, message.Type.Code(), "%s", message.String())
			}
		}
	}
}

// namespaces makes the Namespaces that the objects live in, as a user of Istio has them.
func namespaces(t *testing.T, text string) string {
	made := map[string]string{}
	for _, object := range objects(t, text) {
		if ns := object.GetNamespace(); ns != "" {
			made[ns] = fmt.Sprintf("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: %s\n  labels: { istio-injection: enabled }\n---\n", ns)
		}
	}
	all := ""
	for _, namespace := range made {
		all += namespace
	}
	return all
}

// Where a request goes, in the configuration that istiod gives to an agent's sidecar.
func TestRoutes(t *testing.T) {
	for name, text := range manifests(t) {
		if strings.Contains(text, "kind: VirtualService") {
			t.Run(name, func(t *testing.T) { judgeRoutes(t, name, objects(t, text)) })
		}
	}
}

func judgeRoutes(t *testing.T, name string, all []*unstructured.Unstructured) {
	cluster := addressed(t, all)
	var configs, kubernetes []string
	for _, object := range append(all, cluster.slices...) {
		text, err := yaml.Marshal(object.Object)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasSuffix(object.GroupVersionKind().Group, "istio.io"):
			configs = append(configs, string(text))
		case object.GetKind() == "Service" || object.GetKind() == "EndpointSlice":
			kubernetes = append(kubernetes, string(text))
		}
	}
	server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
		ConfigString:           strings.Join(configs, "\n---\n"),
		KubernetesObjectString: strings.Join(kubernetes, "\n---\n"),
	})
	for _, vs := range all {
		if vs.GetKind() != "VirtualService" {
			continue
		}
		proxy := server.SetupProxy(&model.Proxy{
			ConfigNamespace: vs.GetNamespace(),
			Metadata:        &model.NodeMetadata{Namespace: vs.GetNamespace(), DNSCapture: true},
		})
		sidecar := simulation.NewSimulation(t, server, proxy)
		endpoints := map[string][]string{}
		for _, load := range server.Endpoints(proxy) {
			for _, locality := range load.Endpoints {
				for _, e := range locality.LbEndpoints {
					address := e.GetEndpoint().GetAddress().GetSocketAddress()
					endpoints[load.ClusterName] = append(endpoints[load.ClusterName], fmt.Sprintf("%s:%d", address.GetAddress(), address.GetPortValue()))
				}
			}
		}
		hosts, _, _ := unstructured.NestedStringSlice(vs.Object, "spec", "hosts")
		for _, host := range hosts {
			address, port := cluster.callers(host)
			ask := func(header *string) string {
				report.Requests++
				return destinations(t, sidecar, endpoints, address, strings.Replace(host, "*", "any", 1), port, header)
			}
			expect := func(what string, header *string, want string) {
				if got := ask(header); got != want {
					find("istiod", name, "VirtualService "+vs.GetName(), "route", "%s:%d, %s: goes to %q, and should to %q", host, port, what, got, want)
				}
			}
			for capability, providers := range cluster.capabilities(t, name) {
				expect("capability "+capability, &capability, providers)
				// Values match case by case.
				if other := strings.ToUpper(capability); other != capability {
					expect("capability "+other, &other, "404")
				}
			}
			unknown, empty := "nobody-provides-this", ""
			expect("an unknown capability", &unknown, "404")
			expect("an empty capability", &empty, "404")
			expect("no capability", nil, "404")
		}
	}
}

// destinations follows a request through listener, virtual host and route, and says which pods get which part of it.
func destinations(t *testing.T, sidecar *simulation.Simulation, endpoints map[string][]string, address, host string, port int, header *string) string {
	result := sidecar.Run(simulation.Call{
		Address: address, Port: port, HostHeader: fmt.Sprintf("%s:%d", host, port), Protocol: simulation.HTTP, CallMode: simulation.CallModeOutbound,
	})
	// The simulation does not look at headers: it finds some route of the virtual host, and we look for the right one.
	for _, configuration := range sidecar.Routes {
		if configuration.Name != result.RouteConfigMatched {
			continue
		}
		for _, virtual := range configuration.VirtualHosts {
			if virtual.Name != result.VirtualHostMatched {
				continue
			}
			for _, r := range virtual.Routes {
				if matches(t, r.Match, header) {
					return describe(t, r, endpoints)
				}
			}
		}
	}
	return fmt.Sprintf("nowhere (%v)", result.Error)
}

func matches(t *testing.T, match *route.RouteMatch, capability *string) bool {
	if match.GetPrefix() != "/" {
		t.Fatalf("a route that looks at the path: %v", match)
	}
	for _, header := range match.Headers {
		exact := header.GetStringMatch().GetExact()
		if exact == "" || header.InvertMatch {
			t.Fatalf("a match of a kind that is not expected: %v", header)
		}
		if capability == nil || header.Name != "capability" || *capability != exact {
			return false
		}
	}
	return true
}

func describe(t *testing.T, r *route.Route, endpoints map[string][]string) string {
	if direct := r.GetDirectResponse(); direct != nil {
		return fmt.Sprint(direct.Status)
	}
	shares := map[string]int{}
	if cluster := r.GetRoute().GetCluster(); cluster != "" {
		shares[cluster] = 1
	}
	for _, weighted := range r.GetRoute().GetWeightedClusters().GetClusters() {
		shares[weighted.Name] = int(weighted.Weight.GetValue())
	}
	parts := map[string]int{}
	for cluster, weight := range shares {
		parts[strings.Join(endpoints[cluster], "+")] = weight
	}
	return shareOut(parts)
}

// shareOut writes who gets how many of 100 requests, in the order of the addresses.
func shareOut(weights map[string]int) string {
	total := 0
	for _, weight := range weights {
		total += weight
	}
	var all []string
	for target, weight := range weights {
		all = append(all, fmt.Sprintf("%s %d%%", target, weight*100/total))
	}
	sort.Strings(all)
	return strings.Join(all, ", ")
}
