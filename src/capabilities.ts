import { IConstruct } from 'constructs';
import { ANNOTATION_PREFIX } from './naming';
import { refuse, show } from './problem';

/** What an agent offers, as tools that read manifests find it. */
export const CAPABILITIES_ANNOTATION = `${ANNOTATION_PREFIX}/capabilities`;

/** What an agent asks of others, as tools that read manifests find it. */
export const DEPENDENCIES_ANNOTATION = `${ANNOTATION_PREFIX}/dependencies`;

/** What can be said of a capability. */
export interface MeshCapabilityOptions {
  /**
   * This agent's part of the requests for the capability, where `IstioRouting` sends it to several agents:
   * relative to the weights of the others. Zero sends none.
   *
   * @default - equal parts; where one agent gives a weight, all that share the capability must
   */
  readonly weight?: number;
}

/** One capability of one agent. */
export interface Capability extends MeshCapabilityOptions {
  readonly name: string;
}

/** A capability's name is matched exactly, and travels in an HTTP header and in an annotation. */
const CAPABILITY = /^[A-Za-z0-9]([A-Za-z0-9_.:/-]*[A-Za-z0-9])?$/;

export function checkCapability(scope: IConstruct, prop: string, name: string): string {
  if (typeof name !== 'string' || name.length > 253 || !CAPABILITY.test(name)) {
    refuse(scope, {
      given: `${prop} ${show(name)}`,
      rule: 'a capability is a name of letters, digits, \'_\', \'-\', \'.\', \':\' and \'/\', with a letter or digit at both ends, at most 253 characters, matched case by case',
      fix: 'Give the name that the agent\'s code registers, such as "weather_forecast"',
    });
  }
  return name;
}

export function checkWeight(scope: IConstruct, name: string, weight: number | undefined): void {
  if (weight !== undefined && (!Number.isInteger(weight) || weight < 0 || weight > 1_000_000)) {
    refuse(scope, {
      given: `weight ${show(weight)} of capability ${show(name)}`,
      rule: 'a weight is a whole number from 0 to 1000000',
      fix: 'Give parts such as 90 and 10',
    });
  }
}

/** Names as an annotation: a JSON list, in the order in which the code gives them. */
export function namesAnnotation(names: string[]): string | undefined {
  return names.length > 0 ? JSON.stringify(names) : undefined;
}
