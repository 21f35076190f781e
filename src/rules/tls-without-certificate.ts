import { Fault, Rule } from './rule';
import { FieldPath } from '../api/field-path';
import { listText } from '../base/list-text';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { containerTitle } from '../cluster/containers';
import { dataKeys, findData } from '../cluster/data-objects';
import { Mesh, MeshPod } from '../mesh/mesh';
import { shownVariable } from '../mesh/mesh-variables';

const MODE = 'MCP_MESH_TLS_MODE';

/** runWithTLS and initTrustChain of the registry; tls.rs of the runtimes. */
export const RULE: Rule = {
  id: 'tls-without-certificate',
  title: 'TLS is on without a certificate, or without a trust backend',
  severity: 'error',
  find: (mesh) => [
    ...mesh.registries
      .filter(isOn)
      .flatMap((registry) => [...certificate(mesh, registry, 'registry'), ...trust(mesh, registry)]),
    ...mesh.agents
      .filter((agent) => isOn(agent) && usesFiles(agent))
      .flatMap((agent) => certificate(mesh, agent, 'agent')),
  ],
};

function isOn({ env }: MeshPod): boolean {
  return /^(auto|strict)$/i.test((env[MODE] ?? '').trim());
}

/** Vault and SPIRE give an agent its certificate. */
function usesFiles({ env, main }: MeshPod): boolean {
  const provider = env.MCP_MESH_TLS_PROVIDER;
  const isUnread = (main.env ?? []).some(({ name }) => name === 'MCP_MESH_TLS_PROVIDER') && provider === undefined;
  return !isUnread && /^(file)?$/i.test((provider ?? '').trim());
}

/** Whether manifests show that a variable has no value. */
function isUnset(mesh: Mesh, pod: MeshPod, name: string): boolean {
  return shownVariable(mesh, pod, name) === '';
}

function fault(
  { owner, main, env }: MeshPod,
  problem: Pick<Fault, 'given' | 'rule' | 'fix'>,
  field?: FieldPath,
): Fault {
  return {
    object: owner,
    field: field ?? variableField(owner, main, MODE),
    ...problem,
    given: `${containerTitle(main)}: ${MODE} ${show(env[MODE])} ${problem.given}`,
  };
}

function certificate(mesh: Mesh, pod: MeshPod, what: string): Fault[] {
  const missing = ['MCP_MESH_TLS_CERT', 'MCP_MESH_TLS_KEY'].filter((name) => isUnset(mesh, pod, name));
  return missing.length === 0
    ? []
    : [
        fault(pod, {
          given: `without ${listText(missing)}`,
          rule: `with TLS on, the ${what} needs a certificate and its key, and ends without them`,
          fix: `Mount them from a Secret, and give ${listText(missing)} the path${missing.length > 1 ? 's' : ''} of the file${missing.length > 1 ? 's' : ''}`,
        }),
      ];
}

const TRUST_DIR = 'MCP_MESH_TRUST_DIR';

const BACKENDS = ['filestore', 'localca', 'k8s-secrets', 'spire'];

const NOBODY = 'then it trusts no certificate, and refuses the agents that bring one';

function trust(mesh: Mesh, registry: MeshPod): Fault[] {
  const { env, owner, main } = registry;
  const name = 'MCP_MESH_TRUST_BACKEND';
  if (isUnset(mesh, registry, name)) {
    return [
      fault(registry, {
        given: `without ${name}`,
        rule: `a registry with TLS needs a trust backend: ${NOBODY}`,
        fix: `Set ${name}: filestore, and MCP_MESH_TRUST_DIR to a folder with the authority's certificate as a file *.pem`,
      }),
    ];
  }
  const backends = (env[name] ?? '').split(',').map((each) => each.trim());
  const unknown = backends.find((each) => each !== '' && !each.includes('$(') && !BACKENDS.includes(each));
  if (env[name] !== undefined && unknown !== undefined) {
    return [
      fault(
        registry,
        {
          given: `with ${name} ${show(env[name])}`,
          rule: `a trust backend is ${listText(BACKENDS)}, and the registry ends with ${show(unknown)}`,
          fix: 'Write filestore for files, or another of these',
        },
        variableField(owner, main, name),
      ),
    ];
  }
  if (!backends.includes('filestore')) {
    return [];
  }
  return isUnset(mesh, registry, TRUST_DIR)
    ? [
        fault(
          registry,
          {
            given: `with ${name} ${show(env[name])} and without MCP_MESH_TRUST_DIR`,
            rule: `the backend filestore reads the files *.pem of that folder, and is left out without it: ${NOBODY}`,
            fix: "Mount the authority's certificate as a file *.pem, and give MCP_MESH_TRUST_DIR its folder",
          },
          variableField(owner, main, name),
        ),
      ]
    : unreadFolder(mesh, registry, backends.length === 1);
}

/** Files of the folder, if a ConfigMap or Secret of the manifests is mounted there. `filestore` reads those that end with .pem. */
function unreadFolder({ cluster }: Mesh, registry: MeshPod, isOnly: boolean): Fault[] {
  const { owner, main, env, namespace, spec } = registry;
  const folder = (env[TRUST_DIR] ?? '').trim().replace(/\/+$/, '');
  const mount = main.volumeMounts?.find(
    ({ mountPath, subPath }) => mountPath?.replace(/\/+$/, '') === folder && !subPath,
  );
  const volume = spec.volumes?.find(({ name }) => mount !== undefined && name === mount.name);
  const { configMap, secret } = volume ?? {};
  const items = configMap?.items ?? secret?.items;
  const map = findData(
    cluster,
    namespace,
    configMap ? { kind: 'ConfigMap', name: configMap.name } : { kind: 'Secret', name: secret?.secretName },
  );
  if (map === undefined && items === undefined) {
    return [];
  }
  const files = items?.map(({ path = '' }) => path) ?? dataKeys(map!);
  if (files.length === 0 || files.some((file) => file.endsWith('.pem')) || !isOnly) {
    return [];
  }
  return [
    fault(
      registry,
      {
        given: `with ${TRUST_DIR} ${show(folder)}, which has ${listText(files.slice(0, MOST_FILES))}`,
        rule: `the backend filestore reads files *.pem only: ${NOBODY}`,
        fix: `Mount the authority's certificate as a file *.pem, such as with items: [{ key: ${files[0]}, path: ca.pem }]`,
      },
      variableField(owner, main, TRUST_DIR),
    ),
  ];
}

/** As many files are listed. */
const MOST_FILES = 5;
