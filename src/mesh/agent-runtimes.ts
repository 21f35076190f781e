import { MeshPod } from './mesh';
import { KubernetesObject } from '../api/kubernetes-object';
import { Container } from '../api/pod-spec';
import { show } from '../base/problem';
import {
  GATEWAY_ANNOTATION,
  parseRelease,
  Release,
  Runtime,
  RUNTIME_ANNOTATION,
  RUNTIME_NAMES,
  RuntimeLanguage,
} from '../contract/runtimes';

/** MCP Mesh's own images, or copies of them in another registry. */
const RUNTIME_IMAGE = /(?:^|\/)mcpmesh\/(python|typescript|java)-runtime:([^@]+)/;

/** The probes of a container, and what the kubelet does if one fails. */
export const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
export type ProbeField = (typeof PROBES)[number];

/** A probe by HTTP on the port of an agent. */
export interface AgentProbe {
  readonly probe: ProbeField;
  readonly path: string;
}

/** The runtime in an agent's image: as it is recorded on the workload, or by the tag of MCP Mesh's image. */
export function runtimeOf({ owner, main }: MeshPod): Runtime | undefined {
  const [, language, tag = ''] = RUNTIME_IMAGE.exec(main.image ?? '') ?? [];
  const release = releaseOfTag(tag);
  const byImage = language && release ? { language: language as RuntimeLanguage, release } : undefined;
  return readRuntime(owner.metadata.annotations?.[RUNTIME_ANNOTATION]) ?? byImage;
}

/** The runtime that an annotation names; nothing if it is not in its form. */
export function readRuntime(text: string = ''): Runtime | undefined {
  const [language, version = ''] = text.split(' ');
  const release = parseRelease(version);
  return Object.hasOwn(RUNTIME_NAMES, language) && release
    ? { language: language as RuntimeLanguage, release }
    : undefined;
}

/** Whether a workload is recorded as a service that has routes and no agent. Its code may serve any path by itself. */
export function isGateway({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[GATEWAY_ANNOTATION] === 'true';
}

/** The probes of an agent that ask its own port by HTTP. */
export function httpProbesOf(main: Container, port: number | undefined): AgentProbe[] {
  const names = (main.ports ?? []).filter(({ containerPort }) => containerPort === port).map(({ name }) => name);
  return PROBES.flatMap((probe): AgentProbe[] => {
    const { httpGet } = main[probe] ?? {};
    const asksAgent = httpGet && !httpGet.host && (httpGet.port === port || names.includes(String(httpGet.port)));
    return asksAgent ? [{ probe, path: httpGet.path ?? '/' }] : [];
  });
}

/** A runtime and its release in words. */
export function runtimeText({ language, release }: Runtime): string {
  return `${RUNTIME_NAMES[language]} runtime ${releaseText(release)}`;
}

/** A release as people write it. */
export function releaseText(release: Release): string {
  return release.filter(Number.isFinite).join('.');
}

/** What a probe asks, in words. */
export function probeText({ name }: Container, { probe, path }: AgentProbe): string {
  return `container ${show(name)}: ${probe} asks ${path}`;
}

/** The release that the tag of an image of MCP Mesh names. */
export function releaseOfImage(image: string = ''): Release | undefined {
  const [, tag = ''] = /:([^:/@]+)(?:@|$)/.exec(image) ?? [];
  return releaseOfTag(tag);
}

/** A tag of two parts is moved to the newest patch of its line. */
function releaseOfTag(tag: string): Release | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)$/.exec(tag) ?? [];
  return major === undefined ? parseRelease(tag) : [Number(major), Number(minor), Infinity];
}
