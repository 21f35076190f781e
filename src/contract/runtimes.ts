import { HEALTH_PATH } from './contract';
import { ANNOTATION_PREFIX } from '../kubernetes/naming';

/*
 * The runtimes of MCP Mesh and the probe paths that their releases serve, read from MCP Mesh's sources. Constructs write probes
 * by it, and rules compare the probes of manifests with it.
 */

/** The runtime of an agent's image and its release, such as "python 3.8.0". */
export const RUNTIME_ANNOTATION = `${ANNOTATION_PREFIX}/runtime`;

/** "true" on a service that has routes and is no agent. */
export const GATEWAY_ANNOTATION = `${ANNOTATION_PREFIX}/gateway`;

/** "true" on a workload that calls agents and is called by nobody. */
export const CONSUMER_ANNOTATION = `${ANNOTATION_PREFIX}/consumer`;

/** The first release whose Python runtime registers an agent that serves by itself: `MCP_MESH_AUTO_RUN=false`. */
export const AUTO_RUN_OFF_SINCE: Release = [3, 8, 0];

export type RuntimeLanguage = 'python' | 'typescript' | 'java';

export const RUNTIME_NAMES: { [language in RuntimeLanguage]: string } = {
  python: 'Python',
  typescript: 'TypeScript',
  java: 'Java',
};

/** A release as its numbers: major, minor, patch. */
export type Release = number[];

/** The runtime of MCP Mesh in an image. */
export interface Runtime {
  readonly language: RuntimeLanguage;
  readonly release: Release;
}

/** The path of each probe. */
export interface ProbePaths {
  readonly startup?: string;
  readonly liveness: string;
  readonly readiness: string;
}

const STARTUPZ = '/startupz';
const LIVEZ = '/livez';
const READY = '/ready';

/** The first release of each runtime that serves a path of MCP Mesh to agents. A path that is not listed was always served. */
const SERVED_SINCE: { [language in RuntimeLanguage]: { [path: string]: Release } } = {
  python: { [LIVEZ]: [0, 6, 1], [READY]: [0, 6, 1], [STARTUPZ]: [3, 6, 0] },
  typescript: { [LIVEZ]: [3, 5, 1], [STARTUPZ]: [3, 6, 0] },
  java: { [LIVEZ]: [3, 5, 1], [READY]: [3, 5, 1], [STARTUPZ]: [3, 6, 0] },
};

/** The first release in which services that have routes and are no agent serve the same paths. TypeScript's never do. */
const GATEWAYS_SINCE: { [language in RuntimeLanguage]?: Release } = { python: [3, 5, 2], java: [0, 0, 0] };

/** From this release on, MCP Mesh asks for no liveness or startup probe on these paths: they say what others do, too. */
export const RESTARTS_FOR_OTHERS_SINCE: Release = [3, 5, 2];
export const PATHS_THAT_SAY_WHAT_OTHERS_DO = [HEALTH_PATH, READY];

/** The release that serves a path to agents first; nothing if every release does. */
export function servedSince({ language }: Runtime, path: string): Release | undefined {
  return SERVED_SINCE[language][path];
}

/** The probe paths of an agent; nothing if it serves none. */
export function probePaths(runtime: Runtime, isGateway: boolean): ProbePaths | undefined {
  const { language, release } = runtime;
  const gatewaysSince = GATEWAYS_SINCE[language];
  if (isGateway && !(gatewaysSince && isAtLeast(release, gatewaysSince))) {
    return undefined;
  }
  const serves = (path: string) => isAtLeast(release, SERVED_SINCE[language][path]);
  return serves(LIVEZ)
    ? // Without a path for startup, liveness is used for it.
      { startup: serves(STARTUPZ) ? STARTUPZ : LIVEZ, liveness: LIVEZ, readiness: READY }
    : { liveness: HEALTH_PATH, readiness: HEALTH_PATH };
}

/** A release of three numbers; nothing if the text is none. */
export function parseRelease(text: string): Release | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+.].*)?$/.exec(text);
  return match?.slice(1, 4).map(Number);
}

export function isAtLeast(release: Release, minimum: Release): boolean {
  const firstDifference = release.findIndex((part, i) => part !== minimum[i]);
  return firstDifference < 0 || release[firstDifference] > minimum[firstDifference];
}
