import { At } from './at';
import { all, Check, eachOf, fields, ifSet, required, text } from './checks';
import { fieldText } from '../api/field-path';
import { show } from '../base/problem';
import { isDnsSubdomain } from '../kubernetes/checks';

const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** IsQualifiedName of apimachinery. */
export function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  return name.length <= 63 && QUALIFIED_NAME.test(name) && (slash < 0 || isDnsSubdomain(key.slice(0, slash)));
}

/** IsValidLabelValue of apimachinery. */
function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && QUALIFIED_NAME.test(value));
}

const KEY_RULE =
  "a key is an optional DNS prefix and '/', then at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends";

export const labelValue = text(
  isLabelValue,
  "the value of a label has at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends",
  'Shorten or respell it; free text belongs into an annotation',
);

function keys(isFine: (key: string) => boolean): Check {
  return (at) =>
    at.entries().forEach(([key, value]) => {
      if (!isFine(key)) {
        value.refuse(KEY_RULE, 'Respell the key', `${fieldText(at.path)} has the key ${show(key)}`);
      }
    });
}

/** Labels, or the labels that a map selects. */
export const labels = all(keys(isQualifiedName), (at) => at.entries().forEach(([, value]) => labelValue(value)));

/** TotalAnnotationSizeLimitB of apimachinery. */
const MOST_ANNOTATIONS = 256 * 1024;

/** The prefix of an annotation may have capitals. */
const annotations = all(
  keys((key) => isQualifiedName(key.toLowerCase())),
  (at) => {
    const size = at.entries().reduce((sum, [key, { text: value = '' }]) => sum + Buffer.byteLength(key + value), 0);
    if (size > MOST_ANNOTATIONS) {
      at.refuseSilently('all annotations of an object together have at most 256 KiB', 'Keep the data in a ConfigMap');
    }
  },
);

export const metadata: Check = fields({ labels, annotations });

function requirement(at: At): void {
  const operator = at.field('operator');
  const values = at.field('values');
  required('a requirement of a selector has a key', 'Name the label')(at.field('key'));
  text(isQualifiedName, KEY_RULE, 'Respell the key')(at.field('key'));
  switch (operator.text) {
    case 'In':
    case 'NotIn':
      required(`operator ${operator.text} compares the label with values`, 'Give the values')(values);
      eachOf(labelValue)(values);
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.items().length > 0) {
        values.refuse(`operator ${operator.text} has no values`, 'Remove the values, or write In');
      }
      break;
    default:
      operator.refuse('an operator is In, NotIn, Exists or DoesNotExist', 'Write one of these');
  }
}

/** A LabelSelector. */
export const selector: Check = ifSet(fields({ matchLabels: labels, matchExpressions: eachOf(requirement) }));
