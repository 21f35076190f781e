import * as client from '@kubernetes/client-node';
import { nameProblems } from './api-names';
import { podProblems } from './api-pods';
import { Manifest } from './manifests';
import { amount } from './quantity';

/** A type of the client's typed model. Its attributes carry the names that the wire has. */
interface Model {
  getAttributeTypeMap(): { baseName: string; type: string }[];
}

const MODELS = client as unknown as { [name: string]: Model | undefined };

/** Groups whose kinds are Kubernetes' own; what else there is (Istio's) has no model here, and is not looked into. */
const CORE_GROUP = /^(v1|(apps|batch|policy|autoscaling)\/\w+|\w+(\.\w+)*\.k8s\.io\/\w+)$/;

/**
 * What an API server would refuse in these objects, as far as it can be told without one: unknown fields, wrong types, and
 * the rules for names, labels, ports, quantities and what a pod's parts call each other. None for a good manifest.
 */
export function problems(objects: Manifest[]): string[] {
  return objects
    .filter(({ apiVersion }) => CORE_GROUP.test(apiVersion))
    .flatMap((object) => {
      const type = `${version(object.apiVersion)}${object.kind}`;
      const shape = MODELS[type] ? walk(object, type, '') : [`: no such kind in ${object.apiVersion}`];
      // What is not shaped like its kind cannot be asked the rest.
      const found = shape.length > 0 ? shape : [...nameProblems(object), ...podProblems(object)];
      return found.map((problem) => `${object.kind} ${object.metadata?.name}${problem}`);
    });
}

/** `apps/v1` is `V1` in the names of the client's types. */
function version(apiVersion: string): string {
  const name = apiVersion.split('/').pop()!;
  return name[0].toUpperCase() + name.slice(1);
}

function walk(value: any, type: string, path: string): string[] {
  const list = /^Array<(.*)>$/.exec(type);
  if (list) {
    return Array.isArray(value)
      ? value.flatMap((each, i) => walk(each, list[1], `${path}[${i}]`))
      : [`${path}: not a list`];
  }
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) {
    return isObject(value)
      ? Object.entries(value).flatMap(([key, each]) => walk(each, map[1], `${path}["${key}"]`))
      : [`${path}: not a map`];
  }
  const model = MODELS[type];
  if (!model?.getAttributeTypeMap) {
    return scalar(value, type, path);
  }
  if (!isObject(value)) {
    return [`${path}: not an object`];
  }
  const attributes = new Map(model.getAttributeTypeMap().map(({ baseName, type: of }) => [baseName, of]));
  return Object.entries(value).flatMap(([key, each]) => {
    const of = attributes.get(key);
    return of === undefined ? [`${path}.${key}: unknown field of ${type}`] : walk(each, of, `${path}.${key}`);
  });
}

/** Fields that hold quantities; the model calls them strings. */
const QUANTITY = /(\.(limits|requests)\["[^"]*"\]|\.(sizeLimit|divisor))$/;

/** 32 bits, where the model says no more than number. */
const INT_MAX = 2 ** 31 - 1;

function scalar(value: any, type: string, path: string): string[] {
  if (QUANTITY.test(path)) {
    return ['string', 'number'].includes(typeof value) && (amount(value) ?? -1) >= 0
      ? []
      : [`${path}: ${JSON.stringify(value)} is no quantity`];
  }
  switch (type) {
    case 'IntOrString':
      return typeof value === 'string' || Number.isInteger(value) ? [] : [`${path}: neither a number nor a text`];
    case 'number':
      return Number.isInteger(value) && Math.abs(value) <= INT_MAX
        ? []
        : [`${path}: ${JSON.stringify(value)} is no 32-bit whole number`];
    case 'Date':
      return typeof value === 'string' ? [] : [`${path}: not a time`];
    case 'object':
      return [];
    default:
      return typeof value === type ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
