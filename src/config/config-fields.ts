import { RuleSetting } from '../check/configuration';

/* What a configuration may contain. The reader and the JSON schema (projenrc/config-schema.ts) are made from these. */

/** The names under which a configuration is found. */
export const CONFIG_NAMES = ['.cdk8s-mcp-mesh.yaml', '.cdk8s-mcp-mesh.yml'];

/** The schema's file in the package. */
export const CONFIG_SCHEMA = 'config.schema.json';

export const SETTINGS: RuleSetting[] = ['error', 'warning', 'off'];

export const TOP_FIELDS = {
  rules: 'How severe the findings of each rule are, or "off" for none',
  ignore: 'Findings that are left out, each entry with its reason',
} as const;

/** By which fields an entry selects findings. */
export const SELECTORS = {
  rule: 'The rule, or a list of rules',
  path: 'The file or folder, relative to this file: * and ? within a name, ** for folders',
  namespace: "The object's namespace: * and ? are wildcards",
  kind: "The object's kind: * and ? are wildcards",
  name: "The object's name: * and ? are wildcards",
} as const;

export const REASON = 'Why the rule does not hold here, for people who read this next';
