import { At } from './at';
import { Check, fields, quantity } from './checks';
import { isQualifiedName } from './metadata';
import { fieldText } from '../api/field-path';
import { show } from '../base/problem';
import { quantityValue } from '../kubernetes/quantity';

const STANDARD = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** Devices and huge pages are not lent out twice. */
function isExtended(name: string): boolean {
  return name.startsWith('hugepages-') || (name.includes('/') && !name.split('/')[0].endsWith('kubernetes.io'));
}

const names: Check = (at) =>
  at.entries().forEach(([name, value]) => {
    if (!(name.includes('/') ? isQualifiedName(name) : STANDARD.test(name))) {
      value.refuse(
        'a resource is cpu, memory, ephemeral-storage, hugepages-…, or a device with the domain of its plugin in front',
        'Write one such as "nvidia.com/gpu"',
        `${fieldText(at.path)} has the resource ${show(name)}`,
      );
    }
    quantity(value);
  });

function withinLimits(at: At): void {
  const limits = at.field('limits');
  for (const [name, request] of at.field('requests').entries()) {
    const limit = limits.field(name);
    const [wanted, most] = [request, limit].map(({ value }) => quantityValue(value as string));
    if (!limit.isSet) {
      if (isExtended(name)) {
        request.refuse(
          'devices and huge pages are not overcommitted, and have a limit',
          `Give limits the same ${name}`,
        );
      }
    } else if (wanted !== undefined && most !== undefined && (wanted > most || (isExtended(name) && wanted !== most))) {
      request.refuse(
        isExtended(name)
          ? 'a request for devices or huge pages equals its limit'
          : 'a request is no more than its limit',
        'Raise the limit, or lower the request',
        `${fieldText(request.path)} ${show(request.value)} beside the limit ${show(limit.value)}`,
      );
    }
  }
}

/** Requests and limits of a container. */
export const resources: Check = (at) => {
  fields({ limits: names, requests: names })(at);
  withinLimits(at);
};
