import { IConstruct } from 'constructs';
import { MeshDashboardProps } from './dashboard-props';
import { refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { RegistryDatabase } from '../endpoints/registry-database';
import { checkConsumerGroup } from '../endpoints/tracing-variables';
import { checkReplicas } from '../kubernetes/checks';
import { checkMeshVariables } from '../pod/mesh-variables';
import { checkPodShapes } from '../pod/pod-shapes';

/** Refuses a dashboard that could show nothing. */
export function checkDashboard(scope: IConstruct, props: MeshDashboardProps): void {
  if (!props.registry?._members) {
    refuse(scope, {
      given: 'no registry',
      rule: 'a dashboard shows the mesh of a registry',
      fix: 'Give a MeshRegistry, or MeshRegistry.fromEndpoint(…) for an existing registry',
    });
  }
  checkPodShapes(scope, props);
  checkShapes(scope, props, {
    database: { type: 'RegistryDatabase', member: '_podParts', example: 'RegistryDatabase.postgres({ … })' },
  });
  checkMeshVariables(scope, 'dashboard', props.env);
  checkConsumerGroup(scope, 'consumerGroup', props.consumerGroup);
  const { tracing } = props.registry._members.facts;
  if (props.consumerGroup !== undefined && tracing === undefined) {
    refuse(scope, {
      given: `consumerGroup ${show(props.consumerGroup)}, with registry ${props.registry.node.path}, which has no tracing`,
      rule: 'it names the readers of spans, and there are none',
      fix: 'Give the registry tracing: { redis }, or leave consumerGroup out',
    });
  }
  const replicas = checkReplicas(scope, props.replicas) ?? 1;
  if (replicas > 1 && tracing) {
    refuse(scope, {
      given: `replicas ${replicas}, with tracing`,
      rule: 'Redis hands each span to one reader of a consumer group, so each replica would show a part of the traces',
      fix: 'Run one replica, or a second MeshDashboard with another serviceName, which has a group of its own',
    });
  }
}

/** Flags win over the variable that the library sets. */
export function checkListens(scope: IConstruct, { command = [], args = [] }: MeshDashboardProps, port: number): void {
  const [, told] = /(?:^|\s)(?:--port|-p)(?:=|\s+)(\d+)/.exec([...command, ...args].join(' ')) ?? [];
  if (told !== undefined && Number(told) !== port) {
    refuse(scope, {
      given: `port ${port}, with ${args.length > 0 ? `args ${show(args)}` : `command ${show(command)}`}`,
      rule: `the dashboard would listen on ${told}, while its Service and probes use ${port}`,
      fix: `Write "--port", "${port}", or leave the flag out`,
    });
  }
}

/** The registry's database, which must be one that two pods can read. */
export function databaseOf(scope: IConstruct, { registry, database }: MeshDashboardProps): RegistryDatabase {
  const { own } = registry._members.facts;
  if (own?._database._sqlite) {
    refuse(scope, {
      given: `registry ${registry.node.path} on SQLite`,
      rule: "the dashboard reads the registry's database itself, and SQLite is a file in the registry's pod",
      fix: 'Give the registry database: RegistryDatabase.postgres({ … }), or that of a DevelopmentPostgres',
    });
  }
  if (database?._sqlite) {
    refuse(scope, {
      given: 'database on SQLite',
      rule: 'the dashboard would read a file of its own, in which no agent ever is',
      fix: "Give the registry's Postgres, RegistryDatabase.postgres({ … }), or leave it out if this app runs the registry",
    });
  }
  return (
    database ??
    own?._database ??
    refuse(scope, {
      given: `no database, with registry ${registry.node.path} from an endpoint`,
      rule: "the dashboard reads the registry's database itself, and who runs that registry knows where it is",
      fix: 'Give database: RegistryDatabase.postgres({ … })',
    })
  );
}

/** The dashboard ends with any other path. */
export function checkBasePath(scope: IConstruct, path: string): string {
  if (typeof path !== 'string' || !/^\/$|^(\/[\w-]+)+$/.test(path)) {
    refuse(scope, {
      given: `basePath ${show(path)}`,
      rule: "it is a path of letters, digits, '_' and '-' with '/' in front and none at the end, and the dashboard does not start with any other",
      fix: 'Write "/ops/dashboard", or "/" for a host of its own',
    });
  }
  return path;
}
