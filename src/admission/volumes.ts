import { At } from './at';
import {
  all,
  Check,
  dataKey,
  dnsLabel,
  eachOf,
  fields,
  ifSet,
  oneOf,
  quantity,
  reference,
  required,
  text,
  uniqueField,
  isEmpty,
} from './checks';
import { show } from '../base/problem';
import { quantityValue } from '../kubernetes/quantity';

const KEY_TO_PATH = fields({
  key: required('an item names a key', 'Name the key', dataKey),
  path: required(
    'an item has a path',
    'Give the path of the file in the volume',
    text(
      (path) => !path.startsWith('/') && !path.split('/').includes('..'),
      "the path is relative, without '..'",
      'Write a path within the volume',
    ),
  ),
});

const items = eachOf(KEY_TO_PATH);

/** Without a source, a volume is an emptyDir. */
function oneSource(at: At): void {
  const sources = at.entries().filter(([key, value]) => key !== 'name' && value.isSet);
  if (sources.length > 1) {
    const names = sources.map(([key]) => key);
    sources[1][1].refuse(
      'a volume has one source',
      `Keep one of ${names.join(' and ')}`,
      `volume ${show(at.field('name').value)} has ${names.join(' and ')}`,
    );
  }
}

/** The volumes of a pod spec. */
export const volumes: Check = all(
  eachOf(
    all(
      fields({
        name: required('a volume has a name', 'Name it', dnsLabel),
        configMap: ifSet(fields({ name: reference('a volume of a ConfigMap names it'), items })),
        secret: ifSet(fields({ secretName: reference('a volume of a Secret names it by secretName'), items })),
        persistentVolumeClaim: ifSet(fields({ claimName: required('a volume names its claim', 'Give claimName') })),
        emptyDir: ifSet(fields({ sizeLimit: quantity })),
        hostPath: ifSet(fields({ path: required('a hostPath has a path', 'Give path') })),
        projected: ifSet(
          fields({
            sources: eachOf(
              fields({
                configMap: ifSet(fields({ name: reference('a source names its ConfigMap'), items })),
                secret: ifSet(fields({ name: reference('a source names its Secret'), items })),
              }),
            ),
          }),
        ),
      }),
      oneSource,
    ),
  ),
  uniqueField('volumes of a pod have one name', 'name'),
);

const MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

function positive(at: At): void {
  if (quantityValue(at.value as string) === 0) {
    at.refuse('a claim asks for more than nothing', 'Give a size such as "1Gi"');
  }
}

/** The spec of a PersistentVolumeClaim. */
export const claimSpec: Check = all(
  fields({
    accessModes: required(
      'a claim has an access mode',
      'Write accessModes: [ReadWriteOnce]',
      eachOf(oneOf('an access mode', ...MODES)),
    ),
    volumeMode: oneOf('volumeMode', 'Filesystem', 'Block'),
    resources: fields({
      requests: fields({
        storage: required('a claim asks for storage', 'Give resources.requests.storage', all(quantity, positive)),
      }),
    }),
  }),
  (at) => {
    const modes = at.field('accessModes').items();
    const once = modes.find(({ text: mode }) => mode === 'ReadWriteOncePod');
    if (once !== undefined && modes.length > 1) {
      once.refuse('ReadWriteOncePod is the only access mode of its claim', 'Remove the others');
    }
  },
);

/** The names by which containers may mount: volumes, and the claims that a StatefulSet makes. */
export function volumeNames(spec: At, claimTemplates?: At): Set<string> {
  const claims = claimTemplates?.items().map((claim) => claim.field('metadata', 'name')) ?? [];
  const own = spec
    .field('volumes')
    .items()
    .map((volume) => volume.field('name'));
  return new Set([...own, ...claims].filter((name) => !isEmpty(name)).flatMap(({ text: name }) => name ?? []));
}
