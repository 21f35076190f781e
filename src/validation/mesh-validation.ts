import { rmSync } from 'fs';
import { dirname, join } from 'path';
import { MeshChecksConfig } from './mesh-checks-config';
import { describeObject } from '../api/kubernetes-object';
import { show } from '../base/problem';
import type { Configuration } from '../check/configuration';
import type { Finding } from '../check/finding';
import type { AppliedConfiguration } from '../check/processors/configured';
import { hasIdentity } from '../kubernetes/object-identity';

/* Of cdk8s' command line, the part that a validation sees: users need none of its types. */

/** One rule that was broken, in the words of cdk8s' reports. */
export interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

/** What cdk8s hands to a validation. */
export interface ValidationContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
  parseManifest(path: string): unknown[];
}

/** `properties` of the validation in cdk8s.yaml. */
export interface MeshValidationProps {
  /** Ids of rules that are switched off for the app. */
  readonly ignore?: string[];
  /** A file of decisions about rules, such as .cdk8s-mcp-mesh.yaml; none is looked for. */
  readonly config?: string;
  readonly clusterDomain?: string;
  readonly defaultNamespace?: string;
  /** Whether to take away `construct-metadata.json`, which cdk8s leaves beside the manifests and `kubectl apply -f <folder>` stumbles over. */
  readonly removeConstructMetadata?: boolean;
}

const PROPERTIES = ['ignore', 'config', 'clusterDomain', 'defaultNamespace', 'removeConstructMetadata'];

/**
 * The rules of this library as a validation of the cdk8s command line, for `validations` in cdk8s.yaml. Errors fail `cdk8s synth`; warnings
 * are listed.
 *
 * @jsii ignore
 */
export class MeshValidation {
  private readonly config?: MeshChecksConfig;

  constructor(private readonly props: MeshValidationProps = {}) {
    const unknown = Object.keys(props).find((name) => !PROPERTIES.includes(name));
    if (unknown !== undefined) {
      throw new Error(
        `cdk8s-mcp-mesh: there is no property ${show(unknown)} of the validation: it has ${PROPERTIES.join(', ')}.`,
      );
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { ALL_RULES }: typeof import('../rules/all-rules') = require('../rules/all-rules');
    const rule = (props.ignore ?? []).find((id) => !ALL_RULES.some((each) => each.id === id));
    if (rule !== undefined) {
      throw new Error(`cdk8s-mcp-mesh: ignore ${show(rule)}: there is no such rule. Spell it as the report does.`);
    }
    this.config = props.config === undefined ? undefined : MeshChecksConfig.fromFile(props.config);
  }

  /** Called by cdk8s with what was synthesised. */
  public async validate(context: ValidationContext): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { check }: typeof import('../check/check') = require('../check/check');
    const located = context.manifests.flatMap((path) =>
      context
        .parseManifest(path)
        .filter(hasIdentity)
        .map((object) => ({ object, where: path })),
    );
    const { ignore, clusterDomain, defaultNamespace } = this.props;
    const configuration = this.configuration();
    const findings = check(located, { ignore, clusterDomain, defaultNamespace, configuration });
    findings.forEach((finding) => context.report.addViolation(violationOf(finding)));
    context.report.submit(findings.some(({ rule }) => rule.severity === 'error') ? 'failure' : 'success', {
      'What a rule is about': 'npx cdk8s-mcp-mesh explain <rule>',
      ...notesOf(configuration, ignore),
    });
    if (this.props.removeConstructMetadata) {
      context.manifests
        .map(dirname)
        .forEach((folder) => rmSync(join(folder, 'construct-metadata.json'), { force: true }));
    }
  }

  private configuration(): AppliedConfiguration | undefined {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const configured: typeof import('../check/processors/configured') = require('../check/processors/configured');
    return (
      this.config &&
      new configured.AppliedConfiguration(this.config._configuration as Configuration, this.props.defaultNamespace)
    );
  }
}

/** What a configuration changed, as cdk8s' reports list it. */
function notesOf(configuration: AppliedConfiguration | undefined, ignore?: string[]): { [key: string]: string } {
  const unmatched = configuration?.unmatched(ignore ?? []).map(({ where }) => where) ?? [];
  const { file, ignored = 0 } = configuration?.effects ?? {};
  return {
    ...(ignored > 0 ? { [`Left out by ${file}`]: `${ignored}` } : {}),
    ...(unmatched.length > 0 ? { 'Entries that leave nothing out any more': unmatched.join(', ') } : {}),
  };
}

function violationOf({ rule, object, where, given, problem, fix }: Finding): Violation {
  return {
    ruleName: `${rule.id} (${rule.severity})`,
    recommendation: problem,
    fix,
    violatingResources: [
      {
        resourceName: object.metadata.name,
        locations: [`${describeObject(object)}: ${given}`],
        manifestPath: where!,
      },
    ],
  };
}
