import { At } from './at';
import { DATA_KEY_RULE, isDataKey } from './checks';
import { fieldText } from '../api/field-path';
import { show } from '../base/problem';

/** MaxSecretSize, which is the limit of ConfigMaps too. */
const MOST_BYTES = 1024 * 1024;

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** The keys of a ConfigMap or Secret. No message shows a value. */
function keys(maps: At[]): void {
  for (const map of maps) {
    for (const [key, value] of map.entries()) {
      if (!isDataKey(key)) {
        value.refuse(
          DATA_KEY_RULE,
          'Respell the key; a path can be given where it is mounted, under items',
          `${fieldText(map.path)} has the key ${show(key)}`,
        );
      }
    }
  }
}

function encoded(map: At): void {
  for (const [, value] of map.entries()) {
    const text = value.text?.replace(/\s/g, '') ?? '';
    if (!BASE64.test(text) || text.length % 4 !== 0) {
      value.refuseSilently(
        'it is base64',
        'Encode it, or use stringData (of a Secret) or data (of a ConfigMap), which take text',
      );
    }
  }
}

function size(object: At, maps: At[]): void {
  const bytes = maps
    .flatMap((map) => map.entries())
    .reduce((sum, [, { text = '' }]) => sum + Buffer.byteLength(text), 0);
  if (bytes > MOST_BYTES) {
    object.refuse('all values together have at most 1 MiB', 'Split it, or mount a volume', `${bytes} bytes of data`);
  }
}

export function configMap(object: At): void {
  const [data, binaryData] = [object.field('data'), object.field('binaryData')];
  keys([data, binaryData]);
  encoded(binaryData);
  size(object, [data]);
  for (const [key, value] of binaryData.entries()) {
    if (data.field(key).isSet) {
      value.refuseSilently('no key is both in data and in binaryData', 'Remove one of the two');
    }
  }
}

/** The keys that Secrets of a type have, of each group one. */
const KEYS_OF_TYPE: { readonly [type: string]: string[][] } = {
  'kubernetes.io/tls': [['tls.crt'], ['tls.key']],
  'kubernetes.io/basic-auth': [['username', 'password']],
  'kubernetes.io/dockerconfigjson': [['.dockerconfigjson']],
  'kubernetes.io/dockercfg': [['.dockercfg']],
  'kubernetes.io/ssh-auth': [['ssh-privatekey']],
};

export function secret(object: At): void {
  const [data, stringData] = [object.field('data'), object.field('stringData')];
  keys([data, stringData]);
  encoded(data);
  size(object, [stringData]);
  const { text: type = 'Opaque' } = object.field('type');
  for (const keysOfType of Object.hasOwn(KEYS_OF_TYPE, type) ? KEYS_OF_TYPE[type] : []) {
    if (!keysOfType.some((key) => data.field(key).isSet || stringData.field(key).isSet)) {
      const names = keysOfType.join(' or ');
      object.field('type').refuse(`a Secret of this type has the key ${names}`, `Add ${names}, or leave the type out`);
    }
  }
}
