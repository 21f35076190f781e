import { At } from './at';
import { fieldText } from '../api/field-path';
import { show } from '../base/problem';
import { isDnsLabel, isDnsSubdomain } from '../kubernetes/checks';
import { quantityValue } from '../kubernetes/quantity';

/** Reports what is wrong with a field. Nothing is wrong with one that is missing, unless it is required. */
export type Check = (at: At) => void;

/** Checks of some fields of a map. */
export function fields(shape: { readonly [field: string]: Check }): Check {
  const checks = Object.entries(shape);
  return (at) => checks.forEach(([field, check]) => check(at.child(field)));
}

/** All of some checks. */
export function all(...checks: Check[]): Check {
  return (at) => checks.forEach((check) => check(at));
}

export function eachOf(check: Check): Check {
  return (at) => at.items().forEach(check);
}

/** A check of a field that is there. */
export function ifSet(check: Check): Check {
  return (at) => at.isSet && check(at);
}

/** An empty text, list or map is as good as none. */
export function isEmpty({ value, isSet }: At): boolean {
  return !isSet || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);
}

/** @param what what the field is for, as in "a container needs …" */
export function required(what: string, fix: string, check: Check = () => {}): Check {
  return (at) => (isEmpty(at) ? at.refuseMissing(what, fix) : check(at));
}

/** Text of a form. */
export function text(isFine: (value: string) => boolean, rule: string, fix: string): Check {
  return (at) => at.text !== undefined && !isFine(at.text) && at.refuse(rule, fix);
}

/** @param what what the values are of, as in "a protocol" */
export function oneOf(what: string, ...values: string[]): Check {
  const list = `${values.slice(0, -1).join(', ')} or ${values[values.length - 1]}`;
  // An empty one is left to the default.
  return text((value) => value === '' || values.includes(value), `${what} must be ${list}`, `Write ${list}`);
}

export function atLeast(least: number, most: number = 2 ** 31 - 1): Check {
  const range = most === 2 ** 31 - 1 ? `${least} or more` : `from ${least} to ${most}`;
  return (at) =>
    at.number !== undefined &&
    !(at.number >= least && at.number <= most) &&
    at.refuse(`the number must be ${range}`, `Give a number ${range}`);
}

export const port = (at: At): void => {
  if (at.number !== undefined && !(at.number >= 1 && at.number <= 65535)) {
    at.refuse('a port is a number from 1 to 65535', 'Give the port that the container listens on, such as 8080');
  }
};

/** IsValidPortName of apimachinery. */
function isPortName(name: string): boolean {
  return name.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);
}

const PORT_NAME_RULE =
  "the name of a port has at most 15 lower-case letters, digits and single '-', and a letter among them";

export const portName = text(isPortName, PORT_NAME_RULE, 'Give a shorter name, such as "http"');

/** A port by number or by name. What is between quotes is a name, and a number as a name is reported with the ports. */
export const portOrName = all(
  port,
  text((name) => isPortName(name) || /^\d+$/.test(name), PORT_NAME_RULE, 'Give the name that the container gives it'),
);

export const protocol = oneOf('a protocol', 'TCP', 'UDP', 'SCTP');

const LABEL_RULE =
  "it is a DNS-1123 label: at most 63 lower-case letters, digits and '-', with a letter or digit at both ends";
export const dnsLabel = text(isDnsLabel, LABEL_RULE, 'Rename it');

const NAME_RULE =
  "it is a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part";
export const dnsName = text(isDnsSubdomain, NAME_RULE, 'Rename it');

/** The name of another object: `required` where there has to be one. */
export function reference(what: string): Check {
  return required(what, 'Name it', dnsName);
}

/** A key of a ConfigMap or Secret (IsConfigMapKey of apimachinery). */
export function isDataKey(key: string): boolean {
  return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..');
}

export const DATA_KEY_RULE = "a key has at most 253 letters, digits, '-', '_' and '.', and no '..' in front";

export const dataKey = text(isDataKey, DATA_KEY_RULE, 'Respell the key');

export const quantity = (at: At): void => {
  const { value } = at;
  if (!(typeof value === 'string' || typeof value === 'number')) {
    return;
  }
  const number = quantityValue(value);
  if (number === undefined || !(number >= 0)) {
    at.refuse(
      'a quantity is a number of zero or more with one of the suffixes m, k, M, G, T, Ki, Mi, Gi, Ti, without a space or a B',
      'Write one such as "500m" of CPU or "512Mi" of memory',
    );
  }
};

/** A number of pods, or a percentage of them. */
export const podsOrPercent = all(
  atLeast(0),
  text((value) => /^\d{1,9}%$/.test(value), 'it is a number of pods or a percentage such as "25%"', 'Write it so'),
);

/** Of maps of which one at most, or exactly one, may be given: which it is decides what the whole is. */
export function oneFieldOf(names: string[], what: string, isRequired: boolean = true): Check {
  return (at) => {
    const given = names.filter((name) => at.field(name).isSet);
    if (given.length > 1) {
      at.field(given[1]).refuse(
        `${what} is one of them`,
        `Keep one of ${given.join(' and ')}`,
        `${given.join(' and ')} in ${fieldText(at.path)}`,
      );
    } else if (given.length === 0 && isRequired) {
      const list = `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
      at.refuse(`${what} has ${list}`, `Write one of ${names.join(', ')}`);
    }
  };
}

/** Elements of a list of which no two may have the same key. */
export function unique(what: string, keyOf: (at: At) => string | undefined, field: string): Check {
  return (at) => {
    const seen = new Set<string>();
    for (const item of at.items()) {
      const key = keyOf(item);
      if (key !== undefined && seen.has(key)) {
        item
          .field(field)
          .refuse(
            `no two ${what}`,
            'Remove one of the two, or change it',
            `${fieldText(item.field(field).path)} ${show(item.field(field).value)} for the second time`,
          );
      }
      if (key !== undefined) {
        seen.add(key);
      }
    }
  };
}

export function uniqueField(what: string, field: string): Check {
  return unique(what, (item) => item.field(field).text, field);
}
