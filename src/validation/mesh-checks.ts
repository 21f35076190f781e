import { ApiObject, App } from 'cdk8s';
import { Construct } from 'constructs';
import { describe, refuse, show } from '../base/problem';
import { describeObject } from '../cluster/manifest';
import { CLUSTER_DOMAIN } from '../contract/contract';
import { hasIdentity } from '../kubernetes/object-identity';
import type { Member } from '../membership/registry-members';
import { MeshObject } from '../synthesis/mesh-object';
import { Synthesis } from '../synthesis/synthesis';

/** What the checks of an app are told. */
export interface MeshChecksProps {
  /**
   * Rules that are switched off for the whole app: the rule's id, and the reason, for those who read the code next. For one
   * object, give it the annotation `cdk8s-mcp-mesh/ignore-<rule>` with the reason as its value.
   *
   * @default - none
   */
  readonly ignore?: { [rule: string]: string };
  /**
   * Where `kubectl apply` puts objects that name no namespace.
   *
   * @default "default"
   */
  readonly defaultNamespace?: string;
  /**
   * Labels of Namespaces that the app does not make, for policies that select by them. `kubernetes.io/metadata.name` is on each.
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
 * Looks at everything that an app writes, users' patches and cdk8s-plus objects among it, as it would stand on a cluster: can every
 * Service find its pods, every agent its registry, every variable its key, every dependency its provider?
 *
 * Errors stop synthesis with one report, before anything is written. Warnings go to the error stream, once. The rules run once
 * in a synthesis and change no byte of it. Their pages: `npx cdk8s-mcp-mesh explain <rule>`.
 *
 * @example
 * const app = new App();
 * MeshChecks.of(app);
 */
export class MeshChecks extends Construct {
  /**
   * Adds the checks to an app.
   *
   * @param app the app, with whatever charts it has or will have
   * @param props what the checks are told
   * @throws where the app has checks already, or a rule to ignore does not exist or has no reason
   */
  public static of(app: App, props: MeshChecksProps = {}): MeshChecks {
    if (app.node.tryFindChild(ID)) {
      refuse(app.node.findChild(ID), {
        given: 'MeshChecks.of(app) a second time',
        rule: 'the rules run once for an app, with one set of options',
        fix: 'Call it once, where the app is made',
      });
    }
    return new MeshChecks(app, props);
  }

  private readonly app: App;
  private readonly props: MeshChecksProps;

  private constructor(app: App, props: MeshChecksProps) {
    super(app, ID);
    this.app = app;
    this.props = props;
    this.checkIgnored(props.ignore ?? {});
    Synthesis.of(this).validate(this, () => this.report());
  }

  private checkIgnored(ignore: { [rule: string]: string }): void {
    for (const [id, reason] of Object.entries(ignore)) {
      if (!rules().ALL_RULES.some((rule) => rule.id === id)) {
        refuse(this, {
          given: `ignore ${show(id)}`,
          rule: 'there is no such rule',
          fix: 'Spell it as the report does; docs/rules lists all of them',
        });
      }
      if (typeof reason !== 'string' || !reason.trim()) {
        refuse(this, {
          given: `ignore ${show(id)} without a reason`,
          rule: 'whoever reads the code next wants to know why the rule does not hold here',
          fix: 'Give the reason as the value',
        });
      }
    }
  }

  private report(): string[] {
    const synthesis = Synthesis.of(this);
    const located: { object: any; where: string }[] = [];
    // What the constructs themselves refuse, in the app's own words, need not be said twice.
    const spoken = new Set<string>();
    const stray: string[] = [];
    for (const object of this.app.node.findAll()) {
      if (ApiObject.isApiObject(object)) {
        try {
          const json = synthesis.render(object);
          if (hasIdentity(json)) {
            located.push({ object: json, where: object.node.path });
            ownRefusals(object).forEach((rule) => spoken.add(`${rule} ${describeObject(json)}`));
          } else {
            stray.push(
              describe({
                given: `${object.kind} ${object.node.path}, which is written without apiVersion, kind or metadata.name`,
                rule: 'the API server knows objects by these, and refuses this one',
                fix: 'Look at its patches: one of them takes a field away, or makes something else than text of it',
              }),
            );
          }
        } catch (error) {
          return [
            describe({
              given: `${object.kind} ${object.node.path}`,
              rule: `it cannot be rendered (${(error as Error).message.split('\n')[0]})`,
              fix: 'Synthesis would fail on it as well: look at its Lazy values and patches',
            }),
          ];
        }
      }
    }
    const { defaultNamespace, namespaceLabels } = this.props;
    const findings = checking().check(located, {
      defaultNamespace,
      namespaces: namespaceLabels,
      clusterDomain: this.clusterDomain(),
      ignore: Object.keys(this.props.ignore ?? {}),
    });
    const { tally, line } = reporting();
    const warnings = findings.filter(({ rule }) => rule.severity === 'warning');
    const errors = findings.filter(
      ({ rule, object }) => rule.severity === 'error' && !spoken.has(`${rule.id} ${describeObject(object)}`),
    );
    warnings.forEach((each) => process.stderr.write(`${line(each)}\n`));
    return errors.length === 0
      ? stray
      : [
          ...stray,
          [
            `${tally(errors)} (what a rule is about: npx cdk8s-mcp-mesh explain <rule>)`,
            ...errors.map((each) => `    ${line(each)}`),
          ].join('\n'),
        ];
  }

  private clusterDomain(): string {
    const registry = this.app.node
      .findAll()
      .find((each: any) => each._members && typeof each.clusterDomain === 'string') as
      { clusterDomain: string } | undefined;
    return this.props.clusterDomain ?? registry?.clusterDomain ?? CLUSTER_DOMAIN;
  }
}

const ID = 'mesh-checks';

/** The rules of which an object's own construct speaks. */
function ownRefusals(object: ApiObject): string[] {
  return [
    ...((object.node.scope as Partial<Member>)._requirements ? ['requirement-unmet'] : []),
    ...(MeshObject.is(object) ? ['duplicate-identity'] : []),
  ];
}

/* eslint-disable @typescript-eslint/no-require-imports */

// The rules are loaded by apps that run them: those that do not should not pay for them.
function rules(): typeof import('../rules/all-rules') {
  return require('../rules/all-rules');
}

function checking(): typeof import('../check/check') {
  return require('../check/check');
}

function reporting(): typeof import('../check/report') {
  return require('../check/report');
}
