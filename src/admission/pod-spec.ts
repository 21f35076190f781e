import { isIP } from 'net';
import { At } from './at';
import {
  all,
  atLeast,
  Check,
  dnsLabel,
  dnsName,
  eachOf,
  fields,
  ifSet,
  isEmpty,
  oneOf,
  required,
  text,
} from './checks';
import { containers } from './container';
import { labels, metadata, selector } from './metadata';
import { volumeNames, volumes } from './volumes';
import { isDnsSubdomain } from '../kubernetes/checks';

const address = text((ip) => isIP(ip) > 0, 'it is an IP address', 'Write the address, not a name');

const TOLERATION: Check = (at) => {
  fields({
    operator: oneOf('an operator', 'Exists', 'Equal', 'Lt', 'Gt'),
    effect: oneOf('an effect', 'NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  })(at);
  const [key, operator, value] = ['key', 'operator', 'value'].map((field) => at.field(field));
  if (operator.text === 'Exists' && value.text) {
    value.refuse('operator Exists has no value', 'Remove the value, or write operator: Equal');
  }
  if (isEmpty(key) && operator.text !== 'Exists' && at.isSet) {
    operator.refuse(
      'a toleration without a key has operator: Exists',
      'Name the key of the taint',
      'a toleration without a key',
    );
  }
  const [seconds, effect] = [at.field('tolerationSeconds'), at.field('effect')];
  if (seconds.isSet && effect.text !== 'NoExecute') {
    seconds.refuse('tolerationSeconds is for effect NoExecute', 'Remove it, or set the effect');
  }
};

const AFFINITY_TERM = fields({
  topologyKey: required('a term of an affinity has a topologyKey', 'Give one such as kubernetes.io/hostname'),
  labelSelector: selector,
  namespaceSelector: selector,
});

const POD_AFFINITY = fields({
  requiredDuringSchedulingIgnoredDuringExecution: eachOf(AFFINITY_TERM),
  preferredDuringSchedulingIgnoredDuringExecution: eachOf(
    fields({
      weight: required('a preference has a weight', 'Give a weight from 1 to 100', atLeast(1, 100)),
      podAffinityTerm: AFFINITY_TERM,
    }),
  ),
});

const SPREAD = fields({
  maxSkew: required('a spread has a maxSkew', 'Write maxSkew: 1', atLeast(1)),
  topologyKey: required('a spread has a topologyKey', 'Give one such as kubernetes.io/hostname'),
  whenUnsatisfiable: required(
    'a spread says what to do otherwise',
    'Write whenUnsatisfiable: ScheduleAnyway',
    oneOf('whenUnsatisfiable', 'DoNotSchedule', 'ScheduleAnyway'),
  ),
  labelSelector: selector,
});

function dns(at: At): void {
  const servers = at.field('dnsConfig', 'nameservers');
  if (at.field('dnsPolicy').text === 'None' && isEmpty(servers)) {
    servers.refuseMissing('with dnsPolicy None a pod has nameservers of its own', 'Give them, or remove dnsPolicy');
  }
  eachOf(address)(servers);
  if (servers.items().length > 3) {
    servers.refuse('a pod has at most 3 nameservers', 'Remove some');
  }
  eachOf(fields({ name: required('an option of DNS has a name', 'Name it') }))(at.field('dnsConfig', 'options'));
}

const SPEC = all(
  fields({
    volumes,
    restartPolicy: oneOf('restartPolicy', 'Always', 'OnFailure', 'Never'),
    dnsPolicy: oneOf('dnsPolicy', 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
    serviceAccountName: (at) => at.text !== '' && dnsName(at),
    hostname: (at) => at.text !== '' && dnsLabel(at),
    subdomain: (at) => at.text !== '' && dnsLabel(at),
    nodeSelector: labels,
    hostAliases: eachOf(
      fields({
        ip: address,
        hostnames: eachOf(text(isDnsSubdomain, 'it is a host name', 'Write the name without scheme, port or path')),
      }),
    ),
    tolerations: eachOf(TOLERATION),
    affinity: ifSet(fields({ podAffinity: POD_AFFINITY, podAntiAffinity: POD_AFFINITY })),
    topologySpreadConstraints: eachOf(SPREAD),
    securityContext: fields({ runAsUser: atLeast(0), runAsGroup: atLeast(0), fsGroup: atLeast(0) }),
    activeDeadlineSeconds: atLeast(1),
  }),
  dns,
);

/** A pod spec; a StatefulSet's may mount the claims that it makes. */
export function podSpec(at: At, claimTemplates?: At): void {
  SPEC(at);
  containers(at, volumeNames(at, claimTemplates));
}

/** What a template is: a pod without a name. */
export function template(at: At, claimTemplates?: At): void {
  metadata(at.field('metadata'));
  podSpec(at.field('spec'), claimTemplates);
}
