import { readFileSync } from 'fs';
import { join } from 'path';
import { Rule } from '../rules/rule';

/** The repository of this library, where reports link to. */
export const REPOSITORY = 'https://github.com/cdk8s-mcp-mesh/cdk8s-mcp-mesh';

/** The page of a rule, for reports. */
export interface RulePage {
  readonly url: string;
  /** Why the rule is there: the page's first paragraph, without marks. */
  readonly summary: string;
}

export function ruleUrl(id: string): string {
  return `${REPOSITORY}/blob/main/docs/rules/${id}.md`;
}

/** Reads the page of a rule. */
export function rulePage(home: string, { id }: Pick<Rule, 'id'>): RulePage {
  const text = readFileSync(join(home, 'docs', 'rules', `${id}.md`), 'utf8');
  const [, , , summary = ''] = /^#[^\n]*\n(\s*\n)`[^\n]*\n(\s*\n)([\s\S]*?)\n\s*(?:\n|$)/.exec(text) ?? [];
  return {
    url: ruleUrl(id),
    summary: summary
      .replace(/\s+/g, ' ')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[`*]/g, '')
      .trim(),
  };
}

/** What rules are about, by words of their ids. */
const TAGS: [RegExp, string][] = [
  [/secret|exposed|public|tls|opens|pinned/, 'security'],
  [/policy/, 'network-policy'],
  [/route|host|entry|external-name|sidecar/, 'routing'],
  [/service|headless|port|url|namespace|advertised/, 'discovery'],
  [/probe|budget|replicas|cpu|workloads/, 'availability'],
  [/agent|registry|mesh|requirement|annotation/, 'mcp-mesh'],
];

/** The tags of a rule, by which code scanning filters. */
export function tagsOf(id: string): string[] {
  return ['kubernetes', ...TAGS.filter(([words]) => words.test(id)).map(([, tag]) => tag)];
}
