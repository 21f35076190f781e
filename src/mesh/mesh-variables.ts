import { Mesh, MeshPod } from './mesh';
import { FieldPath, fieldOf } from '../api/field-path';
import { Container } from '../api/pod-spec';
import { show } from '../base/problem';
import { variableField } from '../cluster/container-fields';
import { mayImport } from '../cluster/data-objects';
import { MESH_VARIABLE_PREFIX, MeshProcess, VariableFault, variableFault } from '../contract/mesh-variables';

/** A variable of MCP Mesh in the main container of an agent or a registry, and what is wrong with it. */
export interface WrongVariable extends VariableFault {
  readonly pod: MeshPod;
  /** The container and the variable, and its value if that is what is wrong. */
  readonly given: string;
  readonly field: FieldPath;
}

/** What is wrong with the variables `MCP_MESH_*` of a mesh's pods. Values that manifests do not show are not judged. */
export function wrongVariables({ agents, registries, dashboards }: Mesh): WrongVariable[] {
  return [
    ...registries.flatMap((pod) => wrongVariablesOf('registry', pod)),
    ...agents.flatMap((pod) => wrongVariablesOf('agent', pod)),
    ...dashboards.flatMap((pod) => wrongVariablesOf('dashboard', pod)),
  ];
}

/** The value of a variable; empty if manifests show that it has none, and undefined if they do not tell. */
export function shownVariable({ cluster }: Mesh, pod: MeshPod, name: string): string | undefined {
  const { main, env, namespace } = pod;
  if (env[name] !== undefined) {
    return env[name].trim();
  }
  const isTold =
    (main.env ?? []).some((variable) => variable.name === name) ||
    (main.envFrom ?? []).some((source) => mayImport(cluster, namespace, source, name));
  return isTold ? undefined : '';
}

function wrongVariablesOf(process: MeshProcess, pod: MeshPod): WrongVariable[] {
  const { main, env } = pod;
  const names = new Set([...Object.keys(env), ...(main.env ?? []).flatMap(({ name }) => name ?? [])]);
  return [...names]
    .filter((name) => name.startsWith(MESH_VARIABLE_PREFIX))
    .sort()
    .flatMap((name): WrongVariable[] => {
      const fault = variableFault(process, name, env[name]);
      const value = fault?.isUnknown || mayBeSecret(main, name) ? '' : ` ${show(env[name])}`;
      return fault
        ? [{ ...fault, pod, field: fieldFor(fault, pod, name), given: `container ${show(main.name)}: ${name}${value}` }]
        : [];
    });
}

/** What is wrong: the name of a variable, or its value. */
function fieldFor({ isUnknown }: VariableFault, { owner, main }: MeshPod, name: string): FieldPath {
  const variable = isUnknown ? main.env?.find((each) => each.name === name) : undefined;
  return variable ? fieldOf(owner, variable, 'name') : variableField(owner, main, name);
}

/** Whether a variable's value may come from a Secret, so that no message may show it. */
function mayBeSecret({ env = [], envFrom = [] }: Container, name: string): boolean {
  const variable = env.filter((each) => each.name === name).pop();
  return variable
    ? variable.valueFrom?.secretKeyRef !== undefined || (variable.value ?? '').includes('$(')
    : envFrom.some(({ secretRef }) => secretRef);
}
