import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Backend, backendsOf, ENTRANCE_KINDS } from './entrance-services';
import { Loose, mapOf, objectOf, textOf } from './loose-json';
import { toldAddresses, ToldAddress } from './told-addresses';
import { ServiceName } from '../kubernetes/service-hosts';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/** A Service of the app. */
export interface ServiceOfApp {
  readonly namespace?: string;
  /** Of its construct. */
  readonly path: string;
  /** The labels that it selects by; nothing if it selects no pods. */
  readonly selector?: { readonly [key: string]: string };
}

/** An Ingress or a route of the app. */
export interface Entrance {
  readonly object: ApiObject;
  readonly namespace?: string;
  readonly backends: Backend[];
}

/** The pods of a workload of the app. */
export interface PodsOfApp {
  readonly object: ApiObject;
  readonly namespace?: string;
  readonly labels: { readonly [key: string]: string };
  readonly account: string;
  readonly addresses: ToldAddress[];
}

/** What decides how many replicas a workload has. */
export interface Scaler {
  readonly object: ApiObject;
  readonly most: number;
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'];
const SCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

/** What an app makes, as far as connections depend on it. Objects are rendered when they are asked for. */
export class AppObjects {
  private readonly byName = new Map<string, ApiObject>();
  private readonly byKind = new Map<string, ApiObject[]>();
  private scalersByTarget?: Map<string, Scaler>;

  constructor(
    private readonly scope: IConstruct,
    private readonly clusterDomain: string,
  ) {
    for (const object of scope.node.root.node.findAll().filter((each) => ApiObject.isApiObject(each))) {
      const { kind, name, metadata } = object;
      const known = this.byKind.get(kind);
      if (known) {
        known.push(object);
      } else {
        this.byKind.set(kind, [object]);
      }
      this.byName.set(keyOf(kind, metadata.namespace, name), object);
    }
  }

  public service({ name, namespace }: ServiceName): ServiceOfApp | undefined {
    const object = this.byName.get(keyOf('Service', namespace, name));
    if (!object) {
      return undefined;
    }
    const selector = mapOf(this.specOf(object).selector);
    const { path } = object.node;
    return { namespace, path, selector: Object.keys(selector).length > 0 ? selector : undefined };
  }

  /** The Ingresses and routes. */
  public get entrances(): Entrance[] {
    return this.ofKinds(ENTRANCE_KINDS).map((object) => ({
      object,
      namespace: object.metadata.namespace,
      backends: backendsOf(this.render(object), this.clusterDomain),
    }));
  }

  /** The pods of other workloads than those of one mesh. Our Jobs are tests, which open what they need. */
  public otherPods(ofMesh: Set<ApiObject>): PodsOfApp[] {
    return this.ofKinds(WORKLOADS)
      .filter((object) => !ofMesh.has(object) && !(object.kind === 'Job' && MeshObject.is(object)))
      .map((object) => this.pods(object));
  }

  /** The pods of a workload. */
  public pods(object: ApiObject): PodsOfApp {
    const { namespace } = object.metadata;
    const template = templateOf(this.render(object));
    const configMap = (name: string) => this.dataOf(this.byName.get(keyOf('ConfigMap', namespace, name)));
    return {
      object,
      namespace,
      labels: mapOf(objectOf(template.metadata).labels),
      account: textOf(objectOf(template.spec).serviceAccountName) ?? 'default',
      addresses: toldAddresses(template, { namespace, configMap }),
    };
  }

  /** The autoscaler of a workload, or the workload itself if it asks for a number of replicas. */
  public scaler(workload: ApiObject): Scaler | undefined {
    this.scalersByTarget ??= this.scalers();
    const { kind, name, metadata } = workload;
    const { replicas } = this.specOf(workload);
    return (
      this.scalersByTarget.get(keyOf(kind, metadata.namespace, name)) ??
      (typeof replicas === 'number' ? { object: workload, most: replicas } : undefined)
    );
  }

  private scalers(): Map<string, Scaler> {
    return new Map(
      this.ofKinds(SCALERS).map((object) => {
        const { scaleTargetRef, maxReplicas, maxReplicaCount } = this.specOf(object);
        const { kind = 'Deployment', name = '' } = objectOf(scaleTargetRef);
        // KEDA's own default.
        const most = [maxReplicas, maxReplicaCount].find((each) => typeof each === 'number') ?? 100;
        return [keyOf(kind, object.metadata.namespace, name), { object, most }];
      }),
    );
  }

  private ofKinds(kinds: string[]): ApiObject[] {
    return kinds.flatMap((kind) => this.byKind.get(kind) ?? []);
  }

  private dataOf(object: ApiObject | undefined): { [key: string]: string } {
    return object ? mapOf(this.render(object).data) : {};
  }

  private specOf(object: ApiObject): Loose {
    return objectOf(this.render(object).spec);
  }

  private render(object: ApiObject): Loose {
    try {
      return objectOf(Synthesis.of(this.scope).render(object));
    } catch {
      return {}; // an object that cannot be rendered says so itself
    }
  }
}

function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

/** The pod template of a workload, or the pod itself. */
function templateOf({ kind, metadata, spec }: Loose): Loose {
  if (kind === 'Pod') {
    return { metadata, spec };
  }
  const { jobTemplate, template } = objectOf(spec);
  return objectOf(kind === 'CronJob' ? objectOf(objectOf(jobTemplate).spec).template : template);
}
