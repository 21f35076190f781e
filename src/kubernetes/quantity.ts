import { k8s } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { checkKey } from './checks';
import { refuse, show } from '../base/problem';

/** Kubernetes' quantities: a decimal number with an SI or binary suffix, or an exponent. */
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)|[eE]([+-]?\d+))?$/;

const FACTORS: { [suffix: string]: number } = {
  ...factors(['n', 'u', 'm'], (i) => 1000 ** (i - 3)),
  ...factors(['k', 'M', 'G', 'T', 'P', 'E'], (i) => 1000 ** (i + 1)),
  ...factors(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'], (i) => 1024 ** (i + 1)),
};

function factors(suffixes: string[], factor: (index: number) => number): { [suffix: string]: number } {
  return Object.fromEntries(suffixes.map((suffix, i) => [suffix, factor(i)]));
}

/** The quantity as a number, or undefined if it is none. */
export function quantityValue(quantity: string | number): number | undefined {
  const match = QUANTITY.exec(String(quantity));
  if (!match) {
    return undefined;
  }
  const [, number, suffix, exponent] = match;
  return Number(number) * factorOf(suffix, exponent);
}

function factorOf(suffix: string | undefined, exponent: string | undefined): number {
  if (suffix) {
    return FACTORS[suffix];
  }
  return exponent ? 10 ** Number(exponent) : 1;
}

/** Whether a resource is one of a device plugin, such as a GPU, or huge pages. */
function isExtended(name: string): boolean {
  return name.startsWith('hugepages-') || (name.includes('/') && !name.split('/')[0].endsWith('kubernetes.io'));
}

/** Refuses resources that the API server would refuse: malformed or negative quantities, and requests above their limit. */
export function checkResources(scope: IConstruct, resources: k8s.ResourceRequirements): k8s.ResourceRequirements {
  const limits = resources.limits ?? {};
  const requests = resources.requests ?? {};
  checkQuantities(scope, 'resources.limits', limits);
  checkQuantities(scope, 'resources.requests', requests);
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (isExtended(name) && limit === undefined) {
      refuse(scope, {
        given: `resources.requests["${name}"] without a limit`,
        rule: 'devices and huge pages are not overcommitted, and the API server refuses a request for them without an equal limit',
        fix: `Give resources.limits["${name}"] the same value; the request follows the limit`,
      });
    }
    if (isExtended(name)) {
      checkDevices(scope, name, request, limit);
    }
    if (
      limit !== undefined &&
      isQuantity(limit) &&
      isQuantity(request) &&
      quantityValue(request.value)! > quantityValue(limit.value)!
    ) {
      refuse(scope, {
        given: `resources.requests["${name}"] ${show(request.value)} above the limit ${show(limit.value)}`,
        rule: 'Kubernetes refuses a container that requests more than its limit',
        fix: 'Raise the limit, lower the request, or leave the limit out',
      });
    }
  }
  return resources;
}

/** Devices and huge pages are whole, and none is lent out twice. */
function checkDevices(scope: IConstruct, name: string, request: k8s.Quantity, limit: k8s.Quantity): void {
  if (isQuantity(request) && isQuantity(limit) && quantityValue(request.value) !== quantityValue(limit.value)) {
    refuse(scope, {
      given: `resources.requests["${name}"] ${show(request.value)} beside the limit ${show(limit.value)}`,
      rule: 'devices and huge pages are not overcommitted, and the API server refuses a request that differs from its limit',
      fix: 'Give both the same value, or leave the request out: it follows the limit',
    });
  }
}

function checkQuantities(scope: IConstruct, prop: string, quantities: { [name: string]: k8s.Quantity }): void {
  for (const [name, quantity] of Object.entries(quantities)) {
    checkKey(scope, prop, name);
    checkQuantity(scope, `${prop}["${name}"]`, quantity);
    if (name === 'cpu') {
      checkMillis(scope, `${prop}["cpu"]`, quantity);
    }
    if (isExtended(name)) {
      checkWhole(scope, `${prop}["${name}"]`, quantity);
    }
  }
}

/** Refuses a quantity that Kubernetes cannot parse. A Lazy has its value at synthesis only. */
export function checkQuantity(scope: IConstruct, prop: string, quantity: k8s.Quantity): void {
  if (typeof quantity !== 'object') {
    refuse(scope, {
      given: `${prop} ${show(quantity)}`,
      rule: 'a quantity is a k8s.Quantity, and anything else would vanish',
      fix: `Write k8s.Quantity.fromString(${show(String(quantity))}), with k8s from cdk8s-plus-28`,
    });
  }
  if (isQuantity(quantity) && !((quantityValue(quantity.value) ?? -1) >= 0)) {
    refuse(scope, {
      given: `${prop} ${show(quantity.value)}`,
      rule: 'a quantity is a number of zero or more with an optional suffix (m, k, M, G, Ki, Mi, Gi, …)',
      fix: 'Give one such as "500m" for half a CPU or "512Mi" of memory',
    });
  }
}

/** CPU is counted in thousandths; the API server refuses anything finer. */
function checkMillis(scope: IConstruct, prop: string, quantity: k8s.Quantity): void {
  const millis = isQuantity(quantity) ? quantityValue(quantity.value)! * 1000 : 0;
  if (Math.abs(millis - Math.round(millis)) > 1e-6) {
    refuse(scope, {
      given: `${prop} ${show(quantity.value)}`,
      rule: 'Kubernetes counts CPU in thousandths (1m) and refuses finer parts',
      fix: 'Give a whole number of millis, such as "100m"',
    });
  }
}

function checkWhole(scope: IConstruct, prop: string, quantity: k8s.Quantity): void {
  if (isQuantity(quantity) && !Number.isInteger(quantityValue(quantity.value))) {
    refuse(scope, {
      given: `${prop} ${show(quantity.value)}`,
      rule: 'a device is given to one container as a whole, and the API server refuses a part of it',
      fix: 'Give a whole number',
    });
  }
}

function isQuantity(quantity: k8s.Quantity): boolean {
  return ['string', 'number'].includes(typeof quantity?.value);
}
