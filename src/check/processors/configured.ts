import { relative, resolve, sep } from 'path';
import { Processor } from './processor';
import { matchesName, matchesPath } from '../../base/wildcards';
import { isNamespaced } from '../../cluster/applied-objects';
import { Severity } from '../../rules/rule';
import { Configuration, Ignore } from '../configuration';
import { Finding } from '../finding';

/** A configuration as it is applied to findings, and what came of it. */
export class AppliedConfiguration {
  private ignored = 0;
  private changed = 0;
  private readonly matched = new Set<Ignore>();

  /**
   * @param configuration what was decided
   * @param defaultNamespace the namespace of objects that name none
   * @param pathOf the path of a finding, for patterns of paths; its file by default, relative to the configuration
   */
  constructor(
    public readonly configuration: Configuration,
    private readonly defaultNamespace: string = 'default',
    private readonly pathOf: (finding: Finding) => string | undefined = ({ source, where }) =>
      fileIn(configuration.folder, source?.file ?? where),
  ) {}

  /** Leaves findings out, and gives others another severity. */
  public readonly processor: Processor = (findings) => findings.flatMap((finding) => this.applied(finding));

  /** How many findings were left out, and how many have another severity than their rule. */
  public get effects(): { readonly file: string; readonly ignored: number; readonly changed: number } {
    return { file: this.configuration.file, ignored: this.ignored, changed: this.changed };
  }

  /** What ignored nothing. A rule that is off, or was left out before, finds nothing, so nothing can be said of it. */
  public unmatched(leftOut: readonly string[]): Ignore[] {
    const { rules, ignore } = this.configuration;
    const cannotFind = (id: string) => leftOut.includes(id) || rules.get(id) === 'off';
    return ignore.filter((each) => !this.matched.has(each) && !each.rules?.every(cannotFind));
  }

  private applied(finding: Finding): Finding[] {
    const { rule } = finding;
    const setting = this.configuration.rules.get(rule.id) ?? rule.severity;
    const ignoring = this.configuration.ignore.filter((each) => this.fits(each, finding));
    ignoring.forEach((each) => this.matched.add(each));
    if (setting === 'off' || ignoring.length > 0) {
      this.ignored += 1;
      return [];
    }
    if (setting === rule.severity) {
      return [finding];
    }
    this.changed += 1;
    return [{ ...finding, rule: { ...rule, severity: setting } }];
  }

  private fits({ rules, path, namespace, kind, name }: Ignore, finding: Finding): boolean {
    const { rule, object } = finding;
    const fitsName = (pattern: string | undefined, value: string | undefined) =>
      pattern === undefined || (value !== undefined && matchesName(pattern, value));
    const { metadata } = object;
    const inNamespace = isNamespaced(object) ? (metadata.namespace ?? this.defaultNamespace) : undefined;
    return (
      (rules === undefined || rules.includes(rule.id)) &&
      (path === undefined || fitsPath(path, this.pathOf(finding))) &&
      fitsName(namespace, inNamespace) &&
      fitsName(kind, object.kind) &&
      fitsName(name, metadata.name)
    );
  }
}

function fileIn(folder: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : relative(folder, resolve(file)).split(sep).join('/');
}

/** A pattern fits a folder with all that is in it. */
function fitsPath(pattern: string, path: string | undefined): boolean {
  const own = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  return path !== undefined && (matchesPath(own, path) || matchesPath(`${own}/**`, path));
}

/** How severe a rule's findings are by a configuration, if there is one; undefined if there are none. */
export function severityBy(
  configuration: Configuration | undefined,
  rule: { readonly id: string; readonly severity: Severity },
): Severity | undefined {
  const setting = configuration?.rules.get(rule.id) ?? rule.severity;
  return setting === 'off' ? undefined : setting;
}
