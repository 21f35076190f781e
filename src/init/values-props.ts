import { reasonOf } from './dead-values';
import { literal, property, quoted } from './typescript-text';
import { environmentOf } from './values-environment';
import { isMap, ValuesFile } from './values-files';
import { MeshLogLevel } from '../contract/log-level';
import { AgentFacts } from '../source/agent-facts';

/** A prop of an agent, as it is written. */
export interface Prop {
  readonly name: string;
  readonly text: string;
}

/** What comes of a values file: props, and what of it is not taken. */
export interface ValuesProps {
  readonly image?: string;
  /** Release of MCP Mesh's own image, if that runs the code. */
  readonly runtime?: { readonly release?: string };
  readonly props: Prop[];
  /** Names that the text uses. */
  readonly imports: string[];
  /** Secrets and ConfigMaps that the text refers to by variables. */
  readonly references: Reference[];
  readonly notes: string[];
}

/** A Secret or ConfigMap that is not made by the app. */
export interface Reference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
}

const MESH_IMAGE = /(?:^|\/)mcpmesh\/(?:python|typescript)-runtime$/;

/** Takes what an agent's values file says. */
export function propsOf({ path, values }: ValuesFile, facts: AgentFacts): ValuesProps {
  const reader = new ValuesReader(facts);
  const text = reader.read(values);
  return { ...text, notes: text.notes.map((note) => `${path}: ${note}`) };
}

class ValuesReader {
  private image?: string;
  private runtime?: { readonly release?: string };
  private readonly props: Prop[] = [];
  private readonly imports: string[] = [];
  private readonly references: Reference[] = [];
  private readonly notes: string[] = [];

  constructor(private readonly facts: AgentFacts) {}

  public read(values: { readonly [key: string]: unknown }): ValuesProps {
    this.readMap([], values);
    const { image, runtime, props, imports, references, notes } = this;
    return { image, runtime, props, imports, references, notes };
  }

  private readMap(path: readonly string[], map: { readonly [key: string]: unknown }): void {
    for (const [key, value] of Object.entries(map)) {
      const at = [...path, key];
      if (value === null || value === undefined || value === '' || isEmpty(value)) {
        continue;
      }
      const known = Object.hasOwn(KEYS, at.join('.')) ? KEYS[at.join('.')] : undefined;
      if (known) {
        known.call(this, value, at.join('.'));
      } else if (isMap(value) && GROUPS.has(at.join('.'))) {
        this.readMap(at, value);
      } else if (!isOff(value)) {
        this.notes.push(`${at.join('.')}: ${reasonOf(at)}`);
      }
    }
  }

  public add(name: string, text: string): void {
    this.props.push({ name, text });
  }

  public readImage(value: unknown): void {
    const { registry, repository, tag, digest, pullPolicy } = isMap(value) ? value : {};
    if (typeof repository === 'string' && repository !== '') {
      const name = typeof registry === 'string' && registry !== '' ? `${registry}/${repository}` : repository;
      const version = tag === undefined || tag === null ? '' : String(tag);
      if (MESH_IMAGE.test(name)) {
        this.runtime = { release: /^\d+\.\d+\.\d+$/.test(version) ? version : undefined };
      } else {
        this.image = `${name}${version === '' ? '' : `:${version}`}${typeof digest === 'string' && digest !== '' ? `@${digest}` : ''}`;
        if (version === '' || version === 'latest') {
          this.notes.push(
            `image.tag: ${version === '' ? 'there is none' : '"latest" is another image each day'}; give the tag of a build in main.ts`,
          );
        }
      }
    }
    const policy = { Always: 'ALWAYS', IfNotPresent: 'IF_NOT_PRESENT', Never: 'NEVER' }[String(pullPolicy)];
    // Kubernetes' own default for an image with a tag.
    if (policy && policy !== 'IF_NOT_PRESENT') {
      this.use('ImagePullPolicy');
      this.add('imagePullPolicy', `ImagePullPolicy.${policy}`);
    }
  }

  public readName(value: unknown, key: string): void {
    const { name, nameIsDefault } = this.facts;
    if (typeof value !== 'string' || value === name?.value) {
      return;
    }
    if (name === undefined || nameIsDefault) {
      this.add('agentName', quoted(value));
    } else {
      this.notes.push(`${key}: the code registers ${quoted(name.value)}, and not ${quoted(value)}`);
    }
  }

  public readPort(value: unknown, key: string): void {
    if (this.facts.port) {
      this.notes.push(`${key}: the code binds ${this.facts.port.value} by itself`);
    } else if (Number.isInteger(Number(value)) && Number(value) !== DEFAULT_PORT) {
      this.add('port', String(Number(value)));
    }
  }

  public readReplicas(value: unknown): void {
    if (Number.isInteger(Number(value)) && Number(value) !== 1) {
      this.add('replicas', String(Number(value)));
    }
  }

  public readResources(value: unknown): void {
    const lists = Object.entries(isMap(value) ? value : {}).filter(([, list]) => isMap(list) && !isEmpty(list));
    if (lists.length > 0) {
      this.use('k8s');
      const text = lists.map(([name, list]) => {
        const amounts = Object.entries(list as object).map(
          ([resource, amount]) => `${property(resource)}: k8s.Quantity.fromString(${quoted(String(amount))})`,
        );
        return `    ${property(name)}: { ${amounts.join(', ')} },`;
      });
      this.add('resources', `{\n${text.join('\n')}\n  }`);
    }
  }

  public readEnv(value: unknown): void {
    const { entries, imports, references, notes } = environmentOf(value);
    if (entries.length > 0) {
      this.use(...imports);
      this.references.push(...references);
      this.add('env', `{\n${entries.map((entry) => `    ${entry},`).join('\n')}\n  }`);
    }
    this.notes.push(...notes);
  }

  public readServiceType(value: unknown): void {
    const type = { NodePort: 'NODE_PORT', LoadBalancer: 'LOAD_BALANCER' }[String(value)];
    if (type) {
      this.use('ServiceType');
      this.add('serviceType', `ServiceType.${type}`);
    }
  }

  public readServicePort(value: unknown, key: string): void {
    if (Number(value) !== DEFAULT_PORT) {
      this.notes.push(`${key}: ${reasonOf(key.split('.'))}`);
    }
  }

  public readAsIs(value: unknown, key: string): void {
    this.add(Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : key, literal(value));
  }

  public readLogLevel(value: unknown, key: string): void {
    const level = String(value).toUpperCase();
    if (!Object.hasOwn(MeshLogLevel, level)) {
      this.notes.push(`${key}: ${reasonOf(key.split('.'))}`);
    } else if (level !== MeshLogLevel.INFO) {
      this.use('MeshLogLevel');
      this.add('logLevel', `MeshLogLevel.${level}`);
    }
  }

  private use(...names: string[]): void {
    this.imports.push(...names);
  }
}

const DEFAULT_PORT = 8080;

/** Props that are named otherwise. */
const OTHER_NAMES: { readonly [key: string]: string } = {
  'service.annotations': 'serviceAnnotations',
  commonLabels: 'labels',
  commonAnnotations: 'annotations',
};

/** Maps of which each key is looked at by itself. */
const GROUPS = new Set(['agent', 'agent.http', 'mesh', 'service', 'registry', 'global', 'agentCode']);

const KEYS: { readonly [path: string]: (this: ValuesReader, value: unknown, key: string) => void } = {
  image: ValuesReader.prototype.readImage,
  'agent.name': ValuesReader.prototype.readName,
  'agent.runtime': () => undefined,
  'agent.http.enabled': () => undefined,
  'agent.http.port': ValuesReader.prototype.readPort,
  replicaCount: ValuesReader.prototype.readReplicas,
  resources: ValuesReader.prototype.readResources,
  env: ValuesReader.prototype.readEnv,
  'service.type': ValuesReader.prototype.readServiceType,
  'service.port': ValuesReader.prototype.readServicePort,
  'service.annotations': ValuesReader.prototype.readAsIs,
  nodeSelector: ValuesReader.prototype.readAsIs,
  tolerations: ValuesReader.prototype.readAsIs,
  priorityClassName: ValuesReader.prototype.readAsIs,
  affinity: ValuesReader.prototype.readAsIs,
  topologySpreadConstraints: ValuesReader.prototype.readAsIs,
  runtimeClassName: ValuesReader.prototype.readAsIs,
  hostAliases: ValuesReader.prototype.readAsIs,
  commonLabels: ValuesReader.prototype.readAsIs,
  commonAnnotations: ValuesReader.prototype.readAsIs,
  'mesh.logLevel': ValuesReader.prototype.readLogLevel,
  podAnnotations: ValuesReader.prototype.readAsIs,
  terminationGracePeriodSeconds: ValuesReader.prototype.readAsIs,
};

/** A part of the chart that is switched off. */
function isOff(value: unknown): boolean {
  return value === false || (isMap(value) && (value.enabled === false || value.create === false));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
