import { IConstruct } from 'constructs';
import { Backend, backendOf } from './backend';
import { checkOpen } from './entrance';
import { checkCount, checkNoTwins, checkPath } from './http-checks';
import { MeshHttpRouteProps, MeshHttpRouteRule, MeshPathMatch } from './http-route-props';
import { MeshRequestTimeout } from './request-timeout';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { isHttpPath } from '../kubernetes/http-path';

/** A rule with its backends as they were found. */
export interface RouteRule {
  readonly given: MeshHttpRouteRule;
  readonly prop: string;
  readonly backends: Backend[];
}

/** The rules of a route, each with what it leads to, checked. */
export function routeRules(scope: IConstruct, props: MeshHttpRouteProps): RouteRule[] {
  const { rules = [] } = props;
  checkShapes(scope, { rules }, { rules: 'list of maps' });
  checkCount(scope, 'rules', rules, 1, 16);
  return rules.map((given, position) => {
    const prop = `rules[${position}]`;
    const { backends = [] } = given;
    checkShapes(scope, { backends }, { backends: 'list of maps' }, `${prop}.`);
    checkCount(scope, `${prop}.backends`, backends, 1, 16);
    return {
      given,
      prop,
      backends: backends.map(({ target }, index) => {
        const found = backendOf(scope, `${prop}.backends[${index}].target`, target);
        checkOpen(scope, `${prop}.backends[${index}].target`, found, props);
        return found;
      }),
    };
  });
}

/** The rules as the Gateway API has them. */
export function renderedRules(scope: IConstruct, rules: RouteRule[], namespace: string | undefined): object[] {
  const rendered = rules.map((rule) => ({
    matches: [match(scope, rule)],
    filters: filters(scope, rule),
    backendRefs: rule.backends.map(({ workload }, index) => ({
      name: workload.serviceName,
      namespace: workload.namespace === namespace ? undefined : workload.namespace,
      port: workload.port,
      weight: weight(scope, `${rule.prop}.backends[${index}].weight`, rule.given.backends[index].weight),
    })),
    timeouts: timeouts(scope, rule),
  }));
  checkNoTwins(
    scope,
    'rules',
    rendered.map(({ matches }) => JSON.stringify(matches)),
  );
  return rendered;
}

/** Replaces the prefix of the path. */
function filters(scope: IConstruct, { given, prop, backends }: RouteRule): object[] | undefined {
  const { replacePath, path, pathMatch = MeshPathMatch.PREFIX } = given;
  if (replacePath === undefined) {
    return undefined;
  }
  const said = `${prop}.replacePath ${show(replacePath)}`;
  if (!isHttpPath(replacePath)) {
    refuse(scope, {
      given: said,
      rule: "a path begins with '/', and has neither '//', '/./', '/../' nor '%2f'",
      fix: 'Write a path such as "/"',
    });
  }
  if (path === undefined || withoutSlash(path) === withoutSlash(replacePath)) {
    refuse(scope, {
      given: `${said}, with ${path === undefined ? 'no path' : `path ${show(path)}`}`,
      rule: 'it is put in place of the path, so nothing would change',
      fix: 'Give the path of the requests, such as "/weather", or leave replacePath out',
    });
  }
  const dashboard = backends.find(({ kind }) => kind === 'dashboard');
  if (dashboard) {
    refuse(scope, {
      given: `${said}, with ${dashboard.text}`,
      rule: 'the dashboard answers under its basePath alone, and its page asks for that path',
      fix: `Leave replacePath out, and give the dashboard basePath: ${show(path)}`,
    });
  }
  const isPrefix = pathMatch === MeshPathMatch.PREFIX;
  const to = isPrefix
    ? { type: 'ReplacePrefixMatch', replacePrefixMatch: replacePath }
    : { type: 'ReplaceFullPath', replaceFullPath: replacePath };
  return [{ type: 'URLRewrite', urlRewrite: { path: to } }];
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}

function match(scope: IConstruct, { given, prop, backends }: RouteRule): object {
  const values = backends.map((backend) => checkPath(scope, `${prop}.path`, given.path, backend));
  const [value] = values;
  const other = values.findIndex((each) => each !== value);
  if (other > 0) {
    refuse(scope, {
      given: `${prop} without a path, with ${backends[0].text} under ${show(value)} and ${backends[other].text} under ${show(values[other])}`,
      rule: 'all backends of a rule get the same requests',
      fix: 'Make a rule for each',
    });
  }
  const headers = Object.entries(headersOf(scope, prop, given)).map(([name, text]) => ({ name, value: text }));
  return {
    path: { type: given.pathMatch ?? MeshPathMatch.PREFIX, value },
    headers: headers.length > 0 ? headers : undefined,
  };
}

function headersOf(scope: IConstruct, prop: string, { headers = {} }: MeshHttpRouteRule): { [name: string]: string } {
  checkShapes(scope, { headers }, { headers: 'map' }, `${prop}.`);
  const names = Object.keys(headers);
  checkCount(scope, `${prop}.headers`, names, 0, 16);
  for (const name of names) {
    const value: unknown = headers[name];
    if (!/^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/.test(name) || typeof value !== 'string' || value === '') {
      refuse(scope, {
        given: `${prop}.headers[${show(name)}] ${show(value)}`,
        rule: 'a header has a name of letters, digits and -, and a value that is not empty',
        fix: 'Give both, such as { "x-canary": "true" }',
      });
    }
    const twin = names.find((each) => each !== name && each.toLowerCase() === name.toLowerCase());
    if (twin !== undefined) {
      refuse(scope, {
        given: `${prop}.headers ${show(name)} and ${show(twin)}`,
        rule: 'names of headers are compared without case, so only one of the two would count',
        fix: 'Take one of them out',
      });
    }
  }
  return headers;
}

function weight(scope: IConstruct, prop: string, value: number | undefined): number | undefined {
  if (value !== undefined && (!Number.isInteger(value) || value < 0 || value > 1_000_000)) {
    refuse(scope, {
      given: `${prop} ${show(value)}`,
      rule: 'a weight is a whole number from 0 to 1000000',
      fix: 'Give a share such as 90 beside 10',
    });
  }
  return value;
}

function timeouts(scope: IConstruct, { given: { timeout }, prop }: RouteRule): object | undefined {
  const example = 'MeshRequestTimeout.none()';
  const made = { type: 'MeshRequestTimeout', member: '_timeouts', example };
  checkShapes(scope, { timeout }, { timeout: made }, `${prop}.`);
  return (timeout ?? MeshRequestTimeout.none())._timeouts(scope, `${prop}.timeout`);
}
