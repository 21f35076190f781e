import { At } from './at';
import {
  all,
  atLeast,
  Check,
  dnsLabel,
  eachOf,
  fields,
  isEmpty,
  oneOf,
  port,
  portName,
  protocol,
  required,
  text,
  uniqueField,
} from './checks';
import { noProbes, probes } from './probes';
import { resources } from './resources';
import { variables } from './variables';
import { closestWord } from '../base/closest-word';
import { show } from '../base/problem';

const PORT = fields({
  containerPort: required('a port of a container has a number', 'Give containerPort', port),
  // Zero is none.
  hostPort: (at) => at.number !== 0 && port(at),
  name: (at) => at.text !== '' && portName(at),
  protocol,
});

/** Ids of users and groups. */
const ID = atLeast(0);

function securityContext(at: At): void {
  fields({ runAsUser: ID, runAsGroup: ID })(at);
  if (at.field('privileged').value === true && at.field('allowPrivilegeEscalation').value === false) {
    at.field('allowPrivilegeEscalation').refuse(
      'a privileged container may raise its privileges',
      'Remove privileged, or allowPrivilegeEscalation',
      'allowPrivilegeEscalation: false beside privileged: true',
    );
  }
}

/** A path that leads neither up nor to the root. */
const DOWNWARDS = text(
  (path) => !path.startsWith('/') && !path.split('/').includes('..'),
  "the path is relative, without '..'",
  'Write a path within the volume',
);

function mounts(volumes: ReadonlySet<string>): Check {
  const mount = all(
    fields({
      mountPath: required('a mount has a path', 'Give mountPath'),
      name: required('a mount names a volume', 'Name the volume'),
      subPath: DOWNWARDS,
      subPathExpr: DOWNWARDS,
    }),
    (at) => {
      const name = at.field('name');
      if (name.text && !volumes.has(name.text)) {
        const meant = closestWord(name.text, [...volumes]);
        name.refuse(
          `the pod has no volume of this name${meant ? ` (did you mean ${show(meant)}?)` : ''}, and a mount names one of its volumes`,
          'Declare the volume under volumes, or correct the name',
        );
      }
      if (!isEmpty(at.field('subPath')) && !isEmpty(at.field('subPathExpr'))) {
        at.field('subPathExpr').refuse('a mount has subPath or subPathExpr', 'Keep one of them');
      }
    },
  );
  return all(eachOf(mount), uniqueField('mounts of a container are at one path', 'mountPath'));
}

/** What all containers have, of a pod with these volumes. */
function container(volumes: ReadonlySet<string>): Check {
  return all(
    fields({
      name: required('a container has a name', 'Name it', dnsLabel),
      image: required('a container has an image', 'Give the image'),
      restartPolicy: oneOf('restartPolicy', 'Always', 'OnFailure', 'Never'),
      imagePullPolicy: oneOf('imagePullPolicy', 'Always', 'IfNotPresent', 'Never'),
      terminationMessagePolicy: oneOf('terminationMessagePolicy', 'File', 'FallbackToLogsOnError'),
      ports: all(eachOf(PORT), uniqueField('ports of a container have one name', 'name')),
      resources,
      securityContext,
      volumeMounts: mounts(volumes),
    }),
    variables,
  );
}

const isSidecar = (at: At) => at.field('restartPolicy').text === 'Always';

/** The containers and init containers of a pod spec. */
export function containers(at: At, volumes: ReadonlySet<string>): void {
  const [init, own] = [at.field('initContainers'), at.field('containers')];
  if (isEmpty(own)) {
    own.refuseMissing('a pod has a container', 'Write its containers');
  }
  eachOf(all(container(volumes), probes))(own);
  eachOf(container(volumes))(init);
  init.items().forEach((item) => (isSidecar(item) ? probes : noProbes)(item));
  namesOf(own, new Set());
  namesOf(init, new Set(own.items().flatMap((item) => item.field('name').text ?? [])));
  hostPorts(own);
}

/** Names are unique among all containers of a pod. */
function namesOf(list: At, taken: Set<string>): void {
  for (const item of list.items()) {
    const name = item.field('name');
    if (name.text && taken.has(name.text)) {
      name.refuse('no two containers of a pod have one name', 'Rename one of them');
    }
    taken.add(name.text ?? '');
  }
}

/** checkHostPortConflicts: a port of the node is taken by one container of a pod. */
function hostPorts(list: At): void {
  const taken = new Set<string>();
  for (const item of list.items().flatMap((each) => each.field('ports').items())) {
    const { number } = item.field('hostPort');
    const key = `${number} ${item.field('protocol').text ?? 'TCP'} ${item.field('hostIP').text ?? ''}`;
    if (number && taken.has(key)) {
      item.field('hostPort').refuse('a port of the node is taken by one port of a pod', 'Remove one of them');
    }
    taken.add(key);
  }
}
