import { IConstruct } from 'constructs';
import { ANNOTATION_PREFIX, COMPONENT_LABEL, IGNORE_ANNOTATION, NAME_LABEL, PART_OF_LABEL } from './naming';
import { refuse, show } from '../base/problem';

/*
 * The API server's rules for scalars, checked where a value is passed. A value that cdk8s resolves
 * only at synthesis (a Lazy) is not text yet and passes; the API server has the last word on it.
 */

const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const IMAGE =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@(?:sha256:[a-f0-9]{64}|(?!sha256:)[a-z0-9]+:[a-f0-9]{32,}))?$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

const MAX_INT32 = 2 ** 31 - 1;

/** The longest Service name: a DNS label. */
export const SERVICE_NAME_MAX = 63;

/** The longest StatefulSet name: the controller appends a hash to it in a label of 63 characters. */
export const STATEFUL_SET_NAME_MAX = 52;

export function isDnsLabel(value: string): boolean {
  return typeof value === 'string' && value.length <= 63 && DNS_1123_LABEL.test(value);
}

/** IsDNS1123Subdomain of apimachinery: what an object may be named. Its labels may be longer than those of DNS. */
export function isDnsSubdomain(value: string): boolean {
  return (
    typeof value === 'string' && value.length <= 253 && value.split('.').every((label) => DNS_1123_LABEL.test(label))
  );
}

/** A name that DNS can have. */
export function isDnsName(value: string): boolean {
  return isDnsSubdomain(value) && value.split('.').every(isDnsLabel);
}

/** Whether a Service can have this name. */
export function isServiceName(value: string): boolean {
  return typeof value === 'string' && value.length <= SERVICE_NAME_MAX && DNS_1035_LABEL.test(value);
}

export function checkServiceName(
  scope: IConstruct,
  prop: string,
  value: string,
  max: number = SERVICE_NAME_MAX,
): string {
  if (!isServiceName(value) || value.length > max) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: max < SERVICE_NAME_MAX ? statefulSetNameRule(max) : serviceNameRule(max),
      fix: `Give ${prop === 'serviceName' ? 'another serviceName' : 'a serviceName'}, such as ${suggestedName(value)}`,
    });
  }
  return value;
}

/** What is put before agents' names, whether an agent uses it by now or not: a name must be able to begin with it. */
export function checkServiceNamePrefix(scope: IConstruct, value: string = ''): void {
  if (typeof value !== 'string' || value.length >= SERVICE_NAME_MAX || !/^([a-z][-a-z0-9]*)?$/.test(value)) {
    refuse(scope, {
      given: `agentDefaults.serviceNamePrefix ${show(value)}`,
      rule: `no Service name can begin with it: ${serviceNameRule(SERVICE_NAME_MAX)}`,
      fix: 'Give a prefix such as "mcp-mesh-"',
    });
  }
}

function serviceNameRule(max: number): string {
  return `a Service name is a DNS-1035 label: at most ${max} characters, lower-case letters, digits and '-', starting with a letter and ending with a letter or digit`;
}

function statefulSetNameRule(max: number): string {
  return `the name of a StatefulSet and its Service has at most ${max} characters (Kubernetes appends a hash of ten to it in a label), in lower-case letters, digits and '-', and starts with a letter`;
}

/** A valid name that is close to a wrong one. */
function suggestedName(value: unknown): string {
  const corrected = (typeof value === 'string' ? value : '')
    .toLowerCase()
    .replace(/[^-a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, STATEFUL_SET_NAME_MAX)
    .replace(/-+$/, '');
  return show(corrected || 'weather-agent');
}

const OBJECT_NAME_RULE =
  "the name of a Kubernetes object is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.', at most 253 characters";

export function checkObjectName(scope: IConstruct, prop: string, value: string): string {
  if (!isDnsSubdomain(value)) {
    refuse(scope, { given: `${prop} ${show(value)}`, rule: OBJECT_NAME_RULE, fix: `Give another ${prop}` });
  }
  return value;
}

/** The name of an object behind the prefix that a user gave. */
export function checkPrefixedName(scope: IConstruct, prop: string, prefix: string | undefined, name: string): string {
  const whole = `${prefix ?? ''}${name}`;
  if (!isDnsSubdomain(whole)) {
    refuse(scope, {
      given: `${prop} ${show(prefix)}, with which an object would be named ${show(whole)}`,
      rule: OBJECT_NAME_RULE,
      fix: `Give another ${prop}, or leave it out`,
    });
  }
  return whole;
}

export function checkNamespace(scope: IConstruct, value: string | undefined): string | undefined {
  if (value !== undefined && (!isDnsLabel(value) || isUnset(value))) {
    refuse(scope, {
      given: `namespace ${show(value)}`,
      rule: "a Namespace's name is a DNS-1123 label: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends",
      fix: `Give the name of the Namespace as kubectl shows it; ${UNSET_HINT}`,
    });
  }
  return value;
}

export function checkDnsDomain(scope: IConstruct, prop: string, value: string, example: string): string {
  if (!isDnsName(value)) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: "a DNS domain is made of labels of lower-case letters, digits and '-', joined by single dots, without a wildcard or a dot at either end",
      fix: `Give a domain such as "${example}"`,
    });
  }
  return value;
}

export function checkPort(scope: IConstruct, prop: string, value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: 'a port is a whole number from 1 to 65535',
      fix: 'Give the port that the container listens on, such as 8080',
    });
  }
  return value;
}

export function checkReplicas(scope: IConstruct, value: number | undefined): number | undefined {
  if (
    value !== undefined &&
    typeof value !== 'object' &&
    (!Number.isInteger(value) || value < 0 || value > MAX_INT32)
  ) {
    refuse(scope, {
      given: `replicas ${show(value)}`,
      rule: 'a workload has a whole number of replicas, from 0 to 2147483647',
      fix: 'Give a number such as 3, or leave replicas out (Kubernetes runs one, an autoscaler decides for itself)',
    });
  }
  return value;
}

export function checkImage(scope: IConstruct, prop: string, value: string): string {
  // An object is a Lazy, whose value is known at synthesis only.
  if (
    typeof value !== 'object' &&
    (typeof value !== 'string' || !IMAGE.test(value) || value.split(/[/:@]/).some(isUnset))
  ) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: 'a container needs an image: [host[:port]/]path[:tag][@digest], the path in lower case',
      fix: `Give a pinned reference such as "registry.example.com/weather-agent:1.4.2"; ${UNSET_HINT}`,
    });
  }
  return value;
}

/** Whether a text is what JavaScript makes of an unset variable. */
export function isUnset(text: string): boolean {
  return ['undefined', 'null', 'NaN'].includes(text);
}

/** For messages about values like "undefined". */
export const UNSET_HINT = 'look where it comes from, if that is a variable that may be unset';

export function checkEnvName(scope: IConstruct, name: string): void {
  if (!ENV_NAME.test(name) || name === '.' || name.startsWith('..')) {
    refuse(scope, {
      given: `env ${show(name)}`,
      rule: "Kubernetes accepts letters, digits, '_', '-' and '.' in a variable's name, and no digit, '..' or lone '.' in front",
      fix: 'Rename the variable',
    });
  }
}

/** Labels that only the library sets, and why. */
const RESERVED_LABELS: { [key: string]: { readonly rule: string; readonly fix: string } } = {
  [NAME_LABEL]: {
    rule: "this label must equal the Service's name, or the agent cannot detect its own address (SERVICE_NAME)",
    fix: 'Leave it out; serviceName names the Service, the label and the pods together',
  },
  [COMPONENT_LABEL]: {
    rule: 'this label is part of every selector and policy of the mesh',
    fix: 'Leave it out, and put your own grouping in another label, such as app.kubernetes.io/part-of',
  },
};

/** Labels of a user: valid keys and values, and neither of the two that discovery and selectors depend on. */
export function checkLabels(
  scope: IConstruct,
  prop: string,
  labels: { [key: string]: string } = {},
): { [key: string]: string } {
  for (const [key, value] of Object.entries(labels)) {
    if (Object.hasOwn(RESERVED_LABELS, key)) {
      refuse(scope, { given: `${prop}["${key}"] ${show(value)}`, ...RESERVED_LABELS[key] });
    }
  }
  return checkPlainLabels(scope, prop, labels);
}

/** Labels of an object that no selector reads: valid keys and values. */
export function checkPlainLabels(
  scope: IConstruct,
  prop: string,
  labels: { [key: string]: string } = {},
): { [key: string]: string } {
  Object.entries(labels).forEach(([key, value]) => checkLabel(scope, prop, key, value));
  return labels;
}

/** One label, or one entry of a node selector, as the API server accepts it. */
export function checkLabel(scope: IConstruct, prop: string, key: string, value: string): void {
  checkKey(scope, prop, key);
  checkText(scope, `${prop}["${key}"]`, value);
  if (typeof value === 'string' && (value.length > 63 || (value !== '' && !QUALIFIED_NAME.test(value)))) {
    refuse(scope, {
      given: `${prop}["${key}"] ${show(value)}`,
      rule: "a label's value has at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends",
      fix: 'Shorten or respell the value, or use an annotation for free text',
    });
  }
}

/** The value of the part-of label of a mesh. */
export function checkPartOf(scope: IConstruct, value: string): string {
  checkLabel(scope, 'partOf', PART_OF_LABEL, value);
  return value;
}

/** Refuses what the API server does not take for text. An instance of a class may be a Lazy, which is text at synthesis. */
export function checkText(scope: IConstruct, given: string, value: unknown): void {
  const isLazy = typeof value === 'object' && value !== null && !Array.isArray(value) && value.constructor !== Object;
  if (typeof value !== 'string' && !isLazy) {
    refuse(scope, {
      given: `${given} ${show(value)}`,
      rule: 'it is text, and the API server refuses another type',
      fix: asTextHint(value),
    });
  }
}

function asTextHint(value: unknown): string {
  if (value === undefined || value === null) {
    return `Give a text; ${UNSET_HINT}`;
  }
  return typeof value === 'object' ? 'Write it as text' : `Write it as text: ${show(String(value))}`;
}

export function checkAnnotations(
  scope: IConstruct,
  prop: string,
  annotations: { [key: string]: string } = {},
): { [key: string]: string } {
  for (const [key, value] of Object.entries(annotations)) {
    checkKey(scope, prop, key);
    checkText(scope, `${prop}["${key}"]`, value);
    if (key.startsWith(`${ANNOTATION_PREFIX}/`) && !key.startsWith(IGNORE_ANNOTATION)) {
      refuse(scope, {
        given: `${prop}["${key}"]`,
        rule: 'the library keeps its own record under this prefix',
        fix: 'Use a prefix of your own; capabilities and dependencies have props',
      });
    }
  }
  return annotations;
}

/** A qualified name: the key of a label, an annotation or a resource. */
export function checkKey(scope: IConstruct, prop: string, key: string): void {
  const text = String(key);
  const slash = text.indexOf('/');
  const prefix = slash < 0 ? undefined : text.slice(0, slash);
  const name = text.slice(slash + 1);
  if (
    typeof key !== 'string' ||
    name.length > 63 ||
    !QUALIFIED_NAME.test(name) ||
    (prefix !== undefined && !isDnsSubdomain(prefix))
  ) {
    refuse(scope, {
      given: `${prop} key ${show(key)}`,
      rule: "a key is an optional DNS prefix and '/', then at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends",
      fix: 'Respell the key, such as "example.com/team"',
    });
  }
}

/** Names of containers or volumes: DNS labels. */
export function checkPodPartNames(scope: IConstruct, prop: string, names: string[]): void {
  const wrong = names.find((name) => typeof name !== 'string' || !isDnsLabel(name));
  if (wrong !== undefined) {
    refuse(scope, {
      given: `${prop} name ${show(wrong)}`,
      rule: "the parts of a pod have DNS-1123 labels for names: at most 63 characters, lower-case letters, digits and '-', a letter or digit at both ends",
      fix: 'Rename it',
    });
  }
}

export function checkSeconds(scope: IConstruct, prop: string, value: number | undefined): void {
  if (typeof value === 'number' && (!Number.isInteger(value) || value < 0)) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: 'it is a whole number of seconds, zero or more',
      fix: 'Give a number such as 30, or leave it out',
    });
  }
}

/** A list of strings. JavaScript and Python let users pass one string instead. */
export function checkList(scope: IConstruct, prop: string, value: unknown): void {
  if (value !== undefined && (!Array.isArray(value) || value.some((each) => typeof each !== 'string'))) {
    refuse(scope, {
      given: `${prop} ${typeof value === 'string' ? show(value) : 'of another type'}`,
      rule: 'it is a list of strings',
      fix: typeof value === 'string' ? `Write [${value.split(' ').map(show).join(', ')}]` : 'Give names, not objects',
    });
  }
}
