import { PLAIN } from '../support/plain-objects';
import { Edit, refused } from '../support/refused';

test.each<[string, Edit[], string[]]>([
  [
    'dep',
    [['spec/template/spec/containers/0/resources/requests/memory', '512MB']],
    [
      'spec.template.spec.containers[0].resources.requests.memory "512MB": a quantity is a number of zero or more with one of the suffixes m, k, M, G, T, Ki, Mi, Gi, Ti, without a space or a B. Write one such as "500m" of CPU or "512Mi" of memory.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/resources/requests/memory', '512 Mi']],
    [
      'spec.template.spec.containers[0].resources.requests.memory "512 Mi": a quantity is a number of zero or more with one of the suffixes m, k, M, G, T, Ki, Mi, Gi, Ti, without a space or a B. Write one such as "500m" of CPU or "512Mi" of memory.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/resources/requests/cpu', '-1']],
    [
      'spec.template.spec.containers[0].resources.requests.cpu "-1": a quantity is a number of zero or more with one of the suffixes m, k, M, G, T, Ki, Mi, Gi, Ti, without a space or a B. Write one such as "500m" of CPU or "512Mi" of memory.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/resources/requests/cpu', '2']],
    [
      'spec.template.spec.containers[0].resources.requests.cpu "2" beside the limit "1": a request is no more than its limit. Raise the limit, or lower the request.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/resources/requests/memory', '1Gi']],
    [
      'spec.template.spec.containers[0].resources.requests.memory "1Gi" beside the limit "256Mi": a request is no more than its limit. Raise the limit, or lower the request.',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/resources/limits/gpu', 1]],
    [
      'spec.template.spec.containers[0].resources.limits has the resource "gpu": a resource is cpu, memory, ephemeral-storage, hugepages-…, or a device with the domain of its plugin in front. Write one such as "nvidia.com/gpu".',
    ],
  ],
  [
    'dep',
    [['spec/template/spec/containers/0/resources/requests', { 'nvidia.com/gpu': 1 }]],
    [
      'spec.template.spec.containers[0].resources.requests["nvidia.com/gpu"] 1: devices and huge pages are not overcommitted, and have a limit. Give limits the same nvidia.com/gpu.',
    ],
  ],
])('%s with %j', (object, edits, messages) => expect(refused(PLAIN[object], ...edits)).toEqual(messages));

test.each<[string, Edit[]]>([['dep', [['spec/template/spec/containers/0/resources/limits/cpu', 0.5]]]])(
  '%s with %j is taken',
  (object, edits) => expect(refused(PLAIN[object], ...edits)).toEqual([]),
);
