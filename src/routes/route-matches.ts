import { HttpRouteMatch, NamedMatch } from '../api/gateway-api';
import { HttpMatch } from '../api/istio';

/** The conditions of one match of a route, in a form that can be compared. */
export interface Match {
  /** Whose requests: by gateway, port, labels or namespace of the caller. Empty for everybody's. */
  readonly callers: string;
  readonly path?: Path;
  /** Everything else, sorted. */
  readonly conditions: string[];
}

/** A condition on a request's path. */
interface Path {
  readonly kind: string;
  readonly value: string;
}

/** What a route without matches matches. */
export const EVERYTHING: Match = { callers: '', conditions: [] };

/** Whether it matches every request of its callers. */
export function takesAll({ path, conditions }: Match): boolean {
  return path === undefined && conditions.length === 0;
}

/** Whether it is for callers of some labels or of one namespace, so that others need another route. */
export function isForSome({ callers }: Match): boolean {
  return /(^|, )source(Labels|Namespace) /.test(callers);
}

/** Names are no conditions, and the path is read separately. */
const NOT_CONDITIONS = new Set(['name', 'statPrefix', 'uri', 'ignoreUriCase']);
const CALLER_FIELDS = new Set(['gateways', 'port', 'sourceLabels', 'sourceNamespace']);
const NAMED_CONDITIONS = new Set(['headers', 'withoutHeaders', 'queryParams']);

/** A match of a VirtualService's HTTP route. */
export function istioMatch(match: HttpMatch): Match {
  const callers: string[] = [];
  const conditions: string[] = [];
  for (const [field, value] of Object.entries<unknown>(match)) {
    if (NOT_CONDITIONS.has(field) || isEmpty(value)) {
      continue;
    } else if (CALLER_FIELDS.has(field)) {
      callers.push(`${field} ${valueText(value)}`);
    } else if (NAMED_CONDITIONS.has(field) && typeof value === 'object' && value !== null) {
      conditions.push(...Object.entries(value).map(([name, wanted]) => `${field} ${name} ${valueText(wanted)}`));
    } else {
      conditions.push(`${field} ${valueText(value)}`);
    }
  }
  return { callers: callers.sort().join(', '), path: istioPath(match), conditions: conditions.sort() };
}

/** Istio compares prefixes as text, so `/` and the empty prefix match every path. */
function istioPath({ uri, ignoreUriCase }: HttpMatch): Path | undefined {
  const { exact, prefix, regex } = uri ?? {};
  const inAnyCase = ignoreUriCase === true ? ' in any case' : '';
  if (exact !== undefined) {
    return { kind: `exact${inAnyCase}`, value: exact };
  }
  if (prefix !== undefined) {
    return prefix === '' || prefix === '/' ? undefined : { kind: `prefix${inAnyCase}`, value: prefix };
  }
  return regex === undefined || regex === '.*' ? undefined : { kind: `regex${inAnyCase}`, value: regex };
}

/** A match of an HTTPRoute's rule, with the API's defaults. */
export function gatewayMatch({ path, method, headers = [], queryParams = [] }: HttpRouteMatch): Match {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  // The API compares prefixes by whole segments: a slash at the end changes nothing.
  const trimmed = type === 'PathPrefix' ? value.replace(/\/+$/, '') : value;
  const isAny = trimmed === '' || (type === 'RegularExpression' && /^\/?\.\*$/.test(value));
  const named = (each: NamedMatch, name: string) => `${name} ${each.type ?? 'Exact'} ${valueText(each.value)}`;
  return {
    callers: '',
    path: isAny ? undefined : { kind: type, value: trimmed },
    conditions: [
      ...(method === undefined ? [] : [`method ${method}`]),
      ...headers.map((each) => `header ${named(each, String(each.name).toLowerCase())}`),
      ...queryParams.map((each) => `query ${named(each, String(each.name))}`),
    ].sort(),
  };
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === 0 ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

/** A text that is the same for equal values, as deep as these APIs nest. */
function valueText(value: unknown, depth: number = 0): string {
  if (typeof value !== 'object' || value === null) {
    return `${typeof value} ${String(value)}`;
  }
  return depth > 3
    ? '…'
    : `{${Object.entries(value)
        .map(([key, each]) => `${key}: ${valueText(each, depth + 1)}`)
        .sort()
        .join(', ')}}`;
}

/** Matches with more conditions have too many subsets; they are compared as a whole. */
const MOST_CONDITIONS = 6;

/** The matches of earlier routes, to find the later ones that get no request. */
export class Coverage {
  private readonly places = new Map<string, string>();
  private readonly prefixes = new Set<string>();

  public add(match: Match, place: string): void {
    const key = keyOf(match);
    if (!this.places.has(key)) {
      this.places.set(key, place);
    }
    if (match.path?.kind === 'prefix') {
      this.prefixes.add(match.path.value);
    }
  }

  /** The place of an equal match. */
  public findEqual(match: Match): string | undefined {
    return this.places.get(keyOf(match));
  }

  /** The place of a match that takes every request of this one: with fewer conditions, or a shorter prefix. */
  public findWider(match: Match): string | undefined {
    for (const callers of new Set(['', match.callers])) {
      for (const path of [undefined, match.path, ...this.prefixesOf(match.path)]) {
        for (const conditions of subsetsOf(match.conditions)) {
          const place = this.places.get(keyOf({ callers, path, conditions }));
          if (place !== undefined) {
            return place;
          }
        }
      }
    }
    return undefined;
  }

  private prefixesOf(path: Path | undefined): Path[] {
    if (path === undefined || !['exact', 'prefix'].includes(path.kind) || this.prefixes.size === 0) {
      return [];
    }
    return Array.from(path.value, (_, i) => path.value.slice(0, i + 1))
      .filter((value) => this.prefixes.has(value))
      .map((value) => ({ kind: 'prefix', value }));
  }
}

function keyOf({ callers, path, conditions }: Match): string {
  return JSON.stringify([callers, path?.kind, path?.value, ...conditions]);
}

function subsetsOf(conditions: string[]): string[][] {
  return conditions.length > MOST_CONDITIONS
    ? [[], conditions]
    : conditions.reduce<string[][]>((parts, each) => [...parts, ...parts.map((part) => [...part, each])], [[]]);
}
