import { ApiObject, App } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import type { MeshChecksConfig } from './mesh-checks-config';
import { describeObject } from '../api/kubernetes-object';
import { describe, refuse, show } from '../base/problem';
import type { Configuration } from '../check/configuration';
import type { Finding, LocatedObject } from '../check/finding';
import type { AppliedConfiguration } from '../check/processors/configured';
import type { Processor } from '../check/processors/processor';
import { CLUSTER_DOMAIN } from '../contract/contract';
import { IdentifiedObject, hasIdentity } from '../kubernetes/object-identity';
import type { Member } from '../membership/registry-members';
import type { Severity } from '../rules/rule';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/** Options of the checks of an app. */
export interface MeshChecksProps {
  /**
   * Rules to turn off for the whole app: the rule's id, and the reason. For one object, give it the annotation
   * `cdk8s-mcp-mesh/ignore-<rule>` with the reason as its value.
   *
   * @default - none
   */
  readonly ignore?: { [rule: string]: string };
  /**
   * Settings of the rules, in a file that the command line reads too. The checks run before files are written, so
   * they compare `path` in it with the paths of constructs.
   *
   * @default - none; the checks look for no file
   */
  readonly config?: MeshChecksConfig;
  /**
   * The namespace of objects without a namespace, as `kubectl apply` uses it.
   *
   * @default "default"
   */
  readonly defaultNamespace?: string;
  /**
   * Labels of Namespaces that the app does not create, for policies that select by them.
   * `kubernetes.io/metadata.name` is always set.
   *
   * @default - none beyond that
   */
  readonly namespaceLabels?: { [namespace: string]: { [label: string]: string } };
  /**
   * The cluster's DNS domain.
   *
   * @default - that of the app's registries, or "cluster.local"
   */
  readonly clusterDomain?: string;
}

/**
 * Checks everything that an app writes, including your patches and cdk8s-plus objects, as it would be on a cluster:
 * that every Service finds its pods, every agent its registry, every variable its key, and every dependency its
 * provider.
 *
 * If there are errors, synthesis fails with one report and writes nothing. Warnings go to standard error, each once.
 * The rules run again if a chart changes something while it is written, and do not change the output. Their pages:
 * `npx cdk8s-mcp-mesh explain <rule>`.
 *
 * @example
 * const app = new App();
 * MeshChecks.of(app);
 */
export class MeshChecks extends Construct {
  /**
   * Adds the checks to an app.
   *
   * @param app the app, with all charts that it has or will have
   * @param props options of the checks
   * @throws where the app has checks already, or a rule to ignore does not exist or has no reason
   */
  public static of(app: App, props: MeshChecksProps = {}): MeshChecks {
    if (app.node.tryFindChild(ID)) {
      refuse(app.node.findChild(ID), {
        given: 'MeshChecks.of(app) a second time',
        rule: 'the rules run once for an app, with one set of options',
        fix: 'Call it once, where you create the app',
      });
    }
    return new MeshChecks(app, props);
  }

  private readonly app: App;
  private readonly props: MeshChecksProps;
  private readonly warned = new Set<string>();

  private constructor(app: App, props: MeshChecksProps) {
    super(app, ID);
    this.app = app;
    this.props = props;
    this.checkIgnored(props.ignore ?? {});
    Synthesis.of(this).validate(this, () => this.report());
  }

  private checkIgnored(ignore: { [rule: string]: string }): void {
    for (const [id, reason] of Object.entries(ignore)) {
      if (!loadRules().ALL_RULES.some((rule) => rule.id === id)) {
        refuse(this, {
          given: `ignore ${show(id)}`,
          rule: 'there is no such rule',
          fix: 'Spell it as the report does; docs/rules lists all of them',
        });
      }
      if (typeof reason !== 'string' || !reason.trim()) {
        refuse(this, {
          given: `ignore ${show(id)} without a reason`,
          rule: 'the next reader of the code needs to know why the rule does not apply here',
          fix: 'Give the reason as the value',
        });
      }
    }
  }

  /** Warnings go to the error stream; what is returned stops synthesis. */
  private report(): string[] {
    const { objects, refusedByConstruct, errors } = this.render();
    if (objects === undefined) {
      return errors;
    }
    const { check, summaryOf, findingLine, followersText } = loadCheck();
    const configuration = this.configuration();
    const findings = check(objects, {
      defaultNamespace: this.props.defaultNamespace,
      namespaces: this.props.namespaceLabels,
      clusterDomain: this.clusterDomain(),
      ignore: Object.keys(this.props.ignore ?? {}),
      configuration,
      processors: [withoutRefused(refusedByConstruct)],
    });
    configuration
      ?.unmatched(Object.keys(this.props.ignore ?? {}))
      .filter(({ path }) => path === undefined)
      .forEach(({ where }) => this.warn(`${where}: this entry leaves nothing of the app out any more`));
    const causes = (severity: Severity) => findings.filter(({ rule, cause }) => !cause && rule.severity === severity);
    const lines = (finding: Finding, indent: string) =>
      [findingLine(finding), followersText(finding, findings)].filter((line) => line !== undefined).join(`\n${indent}`);
    causes('warning').forEach((warning) => this.warn(lines(warning, '  ')));
    const found = causes('error');
    return found.length === 0
      ? errors
      : [
          ...errors,
          [
            `${summaryOf(findings.filter((each) => found.includes(each.cause ?? each)))} (what a rule is about: npx cdk8s-mcp-mesh explain <rule>)`,
            ...found.map((error) => `    ${lines(error, '      ')}`),
          ].join('\n'),
        ];
  }

  /** Anew for each run of the rules, because it counts. */
  private configuration(): AppliedConfiguration | undefined {
    const { config, defaultNamespace } = this.props;
    return (
      config &&
      new (loadConfigured().AppliedConfiguration)(config._configuration as Configuration, defaultNamespace, pathOf)
    );
  }

  /** Prints a warning, once for the app: cdk8s validates again before each chart, and the app may change in between. */
  private warn(line: string): void {
    if (!this.warned.has(line)) {
      this.warned.add(line);
      process.stderr.write(`${line}\n`);
    }
  }

  /** The app's objects as they are written, and what is wrong with those that no cluster could identify. */
  private render(): Rendered {
    const synthesis = Synthesis.of(this);
    const objects: LocatedObject[] = [];
    const refusedByConstruct = new Set<string>();
    const errors: string[] = [];
    for (const object of this.app.node.findAll().filter((each) => ApiObject.isApiObject(each))) {
      let json: unknown;
      try {
        json = synthesis.render(object);
      } catch (error) {
        return { refusedByConstruct, errors: [notRendered(object, error as Error)] };
      }
      if (hasIdentity(json)) {
        objects.push({ object: json, where: object.node.path });
        for (const rule of rulesOfConstruct(object)) {
          refusedByConstruct.add(findingKey(rule, json));
        }
      } else {
        errors.push(notIdentified(object));
      }
    }
    return { objects, refusedByConstruct, errors };
  }

  private clusterDomain(): string {
    const registry = this.app.node.findAll().find(isRegistry);
    return this.props.clusterDomain ?? registry?.clusterDomain ?? CLUSTER_DOMAIN;
  }
}

/** Not by its class, of which an app may have two copies. */
function isRegistry(construct: IConstruct): construct is IConstruct & { readonly clusterDomain: string } {
  const { _members, clusterDomain } = construct as { readonly _members?: unknown; readonly clusterDomain?: unknown };
  return _members !== undefined && typeof clusterDomain === 'string';
}

const ID = 'mesh-checks';

interface Rendered {
  /** None if an object could not be rendered. */
  readonly objects?: LocatedObject[];
  /** Keys of the findings that constructs report themselves. */
  readonly refusedByConstruct: Set<string>;
  readonly errors: string[];
}

/** The path of its construct. */
function pathOf({ where }: Finding): string | undefined {
  return where;
}

function notRendered({ kind, node }: ApiObject, error: Error): string {
  return describe({
    given: `${kind} ${node.path}`,
    rule: `it cannot be rendered (${error.message.split('\n')[0]})`,
    fix: 'Synthesis would fail on it as well: look at its Lazy values and patches',
  });
}

function notIdentified({ kind, node }: ApiObject): string {
  return describe({
    given: `${kind} ${node.path}, which is written without apiVersion, kind or metadata.name`,
    rule: 'the API server knows objects by these, and refuses this one',
    fix: 'Look at its patches: one of them takes a field away, or makes something else than text of it',
  });
}

/** The rules that an object's own construct checks, too. */
function rulesOfConstruct(object: ApiObject): string[] {
  const rules = MeshObject.is(object) ? ['duplicate-identity'] : [];
  return (object.node.scope as Partial<Member>)._declarations ? ['requirement-unmet', ...rules] : rules;
}

/** Leaves out what constructs report themselves, in the app's own words: it need not be reported twice. */
function withoutRefused(refused: Set<string>): Processor {
  return (findings) => findings.filter(({ rule, object }) => !refused.has(findingKey(rule.id, object)));
}

function findingKey(rule: string, object: IdentifiedObject): string {
  return `${rule} ${describeObject(object)}`;
}

/* eslint-disable @typescript-eslint/no-require-imports */

// Only apps that run the rules load them, which takes time.
function loadRules(): typeof import('../rules/all-rules') {
  return require('../rules/all-rules');
}

function loadConfigured(): typeof import('../check/processors/configured') {
  return require('../check/processors/configured');
}

function loadCheck(): typeof import('../check/check') & typeof import('../check/finding-text') {
  return { ...require('../check/check'), ...require('../check/finding-text') };
}
