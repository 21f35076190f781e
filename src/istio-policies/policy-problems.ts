import { AuthorizationCondition, AuthorizationOperation, AuthorizationSource } from '../api/istio-security';
import { AuthorizationPolicy, PeerAuthentication } from '../api/kinds';
import { show } from '../base/problem';
import { isAddress, isRange } from '../routes/istio-names';
import { SpecProblem } from '../routes/service-entry-ports';

const ACTIONS = ['ALLOW', 'DENY', 'CUSTOM', 'AUDIT'];

const MODES = ['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'];

/** What Istio's webhook refuses of an AuthorizationPolicy (`ValidateAuthorizationPolicy` in istio.io/istio/pkg/config/validation). */
export function authorizationProblems(spec: NonNullable<AuthorizationPolicy['spec']>): SpecProblem[] {
  const { selector, targetRef, targetRefs = [], action = 'ALLOW', rules } = spec;
  return [
    ...([selector, targetRef, targetRefs[0]].filter((each) => each !== undefined).length > 1
      ? [
          {
            field: ['selector'],
            given: 'selector beside targetRefs',
            rule: 'Istio takes one of them',
            fix: 'Keep selector for sidecars, targetRefs for gateways and waypoints',
          },
        ]
      : []),
    ...(ACTIONS.includes(action)
      ? []
      : [
          {
            field: ['action'],
            given: `action ${show(action)}`,
            rule: `Istio knows ${ACTIONS.join(', ')}`,
            fix: 'Give one of these',
          },
        ]),
    ...(rules === undefined && (action === 'DENY' || action === 'CUSTOM')
      ? [
          {
            field: ['action'],
            given: `action ${action} without rules`,
            rule: 'Istio refuses it, because it would never match',
            fix: 'Add rules, of which {} matches everything',
          },
        ]
      : []),
    ...(rules ?? []).flatMap(({ from, to, when = [] }, i) => [
      ...emptyList('from', from, i),
      ...emptyList('to', to, i),
      ...(from ?? []).flatMap(({ source }, j) => sourceProblems(source, ['rules', i, 'from', j, 'source'])),
      ...(to ?? []).flatMap(({ operation }, j) => operationProblems(operation, ['rules', i, 'to', j, 'operation'])),
      ...when.flatMap((condition, j) => conditionProblems(condition, ['rules', i, 'when', j])),
    ]),
  ];
}

type Field = (string | number)[];

function emptyList(name: string, list: unknown[] | undefined, i: number): SpecProblem[] {
  return list?.length === 0
    ? [
        {
          field: ['rules', i, name],
          given: `rules[${i}].${name} is an empty list`,
          rule: 'Istio asks for an entry',
          fix: `Add one, or leave ${name} out for everybody`,
        },
      ]
    : [];
}

function hasNothing(part: object | undefined): boolean {
  return Object.values(part ?? {}).every((value) => !Array.isArray(value) || value.length === 0);
}

function sourceProblems(source: AuthorizationSource | undefined, field: Field): SpecProblem[] {
  if (hasNothing(source)) {
    return [
      {
        field,
        given: `${placeOf(field)} is empty`,
        rule: 'Istio asks for callers there',
        fix: 'Name them, or leave from out for everybody',
      },
    ];
  }
  const { serviceAccounts, notServiceAccounts, principals, notPrincipals, namespaces, notNamespaces } = source!;
  const hasAccounts = [serviceAccounts, notServiceAccounts].some((each) => each?.length);
  const hasOthers = [principals, notPrincipals, namespaces, notNamespaces].some((each) => each?.length);
  return [
    ...(hasAccounts && hasOthers
      ? [
          {
            field: [...field, 'serviceAccounts'],
            given: `${placeOf(field)} has serviceAccounts beside principals or namespaces`,
            rule: 'Istio takes one of them',
            fix: 'Keep one',
          },
        ]
      : []),
    ...(['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const).flatMap((name) =>
      (source![name] ?? []).flatMap((block, i) =>
        isAddress(block) || isRange(block)
          ? []
          : [
              {
                field: [...field, name, i],
                given: `${name} ${show(block)}`,
                rule: 'Istio takes an address or a range there',
                fix: 'Write it so, such as 10.0.0.0/8',
              },
            ],
      ),
    ),
    ...emptyTexts(source!, field),
  ];
}

function operationProblems(operation: AuthorizationOperation | undefined, field: Field): SpecProblem[] {
  if (hasNothing(operation)) {
    return [
      {
        field,
        given: `${placeOf(field)} is empty`,
        rule: 'Istio asks for a port, method, path or host there',
        fix: 'Name one, or leave to out for everything',
      },
    ];
  }
  return [
    ...(['ports', 'notPorts'] as const).flatMap((name) =>
      (operation![name] ?? []).flatMap((port, i) => (isPort(port) ? [] : [portProblem(port, [...field, name, i])])),
    ),
    ...emptyTexts(operation!, field).filter(({ field: each }) => !each.includes('ports') && !each.includes('notPorts')),
  ];
}

const isPort = (port: string) => /^\d+$/.test(port) && Number(port) <= 65535;

function portProblem(port: string, field: Field): SpecProblem {
  return {
    field,
    given: `port ${show(port)}`,
    rule: 'Istio takes the number of a port, as text, and no names',
    fix: 'Give the number of the port of the pods',
  };
}

/** The attributes of conditions (`ValidateAttribute` in istio.io/istio/pkg/config/security). */
const ATTRIBUTES =
  /^(request\.headers\[.+\]|source\.(ip|namespace|principal|serviceAccount|trustDomain)|remote\.ip|request\.auth\.(principal|audiences|presenter|claims\[.+\])|destination\.(ip|port)|connection\.sni|experimental\..+)$/;

function conditionProblems(
  { key = '', values = [], notValues = [] }: AuthorizationCondition,
  field: Field,
): SpecProblem[] {
  if (!ATTRIBUTES.test(key)) {
    return [
      {
        field: [...field, 'key'],
        given: key === '' ? `${placeOf(field)} without a key` : `condition ${show(key)}`,
        rule: 'Istio knows no such attribute',
        fix: 'Write one of its attributes, such as request.headers[x-user] or source.namespace',
      },
    ];
  }
  return [
    ...(values.length + notValues.length === 0
      ? [
          {
            field,
            given: `condition ${show(key)} without values`,
            rule: 'Istio asks for values or notValues',
            fix: 'Add one',
          },
        ]
      : []),
    ...(key === 'destination.port'
      ? [...values, ...notValues].filter((port) => !isPort(port)).map((port) => portProblem(port, field))
      : []),
  ];
}

function emptyTexts(part: { readonly [name: string]: unknown }, field: Field): SpecProblem[] {
  return Object.entries(part).flatMap(([name, value]) =>
    Array.isArray(value) && value.includes('')
      ? [
          {
            field: [...field, name, value.indexOf('')],
            given: `${placeOf([...field, name])} has an empty text`,
            rule: 'Istio refuses it',
            fix: 'Remove it: an empty text matches nothing',
          },
        ]
      : [],
  );
}

function placeOf(field: Field): string {
  return field.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${key}`)).join('');
}

export function peerAuthenticationProblems(spec: NonNullable<PeerAuthentication['spec']>): SpecProblem[] {
  const { selector, mtls, portLevelMtls } = spec;
  const modes: [Field, string | undefined][] = [
    [['mtls', 'mode'], mtls?.mode],
    ...Object.entries(portLevelMtls ?? {}).map(([port, { mode }]): [Field, string | undefined] => [
      ['portLevelMtls', port, 'mode'],
      mode,
    ]),
  ];
  return [
    ...(portLevelMtls !== undefined && Object.keys(selector?.matchLabels ?? {}).length === 0
      ? [
          {
            field: ['portLevelMtls'],
            given: 'portLevelMtls without a selector',
            rule: 'Istio takes ports for selected pods only',
            fix: 'Add selector: { matchLabels: … }, or set the mode in mtls for all ports',
          },
        ]
      : []),
    ...modes.flatMap(([field, mode]) =>
      mode === undefined || MODES.includes(mode)
        ? []
        : [{ field, given: `mode ${show(mode)}`, rule: `Istio knows ${MODES.join(', ')}`, fix: 'Give one of these' }],
    ),
    ...Object.keys(portLevelMtls ?? {}).flatMap((port) =>
      isPort(port) && Number(port) > 0
        ? []
        : [
            {
              field: ['portLevelMtls', port],
              given: `port ${show(port)}`,
              rule: 'a port is a number from 1 to 65535',
              fix: 'Give one of these',
            },
          ],
    ),
  ];
}
