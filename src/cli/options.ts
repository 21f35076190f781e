import { parseArgs } from 'util';
import { PRINTERS } from '../report/printers';
import { Severity } from '../rules/rule';

/** The command line is wrong, or what it names cannot be read. */
export class UnusableInput extends Error {}

export const USAGE = `Usage: cdk8s-mcp-mesh <command> [options]

  check <file|folder|->...    looks at Kubernetes manifests for what keeps MCP Mesh agents from finding and reaching each other
  graph <file|folder|->...    draws the mesh: registries, agents, who needs whom, and what policies open and close
  explain [rule]              what a rule is about and how to fix what it finds; without one, lists all
  read <file|folder>...       what agents' code declares, in Python, TypeScript and Java, and what could not be read

  --format <format>           check: text (default), json or sarif; graph: mermaid (default) or svg; read: text (default) or json
  --source <folder|file>      check: compare the manifests with agents' code, or with what \`read --format json\` printed; may be
                              given again
  --severity error            check: leave warnings out
  --ignore <rule>             check: leave a rule out; may be given again
  --namespace <name>          where \`kubectl apply\` puts objects that name no namespace (default: default)
  --cluster-domain <domain>   the cluster's DNS domain (default: cluster.local)
  --help, --version

Exit code: 0 nothing found, 1 findings, or code that could not be read, 2 what was given cannot be used. Nothing is ever changed.
  helm template my-release my-chart | npx cdk8s-mcp-mesh check -
`;

export interface Options {
  readonly command?: string;
  /** What follows the command: paths of manifests, or a rule. */
  readonly operands: string[];
  readonly format?: string;
  /** Agents' code, or what was read of it. */
  readonly source: string[];
  readonly severity?: Severity;
  readonly ignore: string[];
  readonly namespace?: string;
  readonly clusterDomain?: string;
  readonly colour: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** The formats of each command that has several; the first is the default. */
const FORMATS: { readonly [command: string]: string[] } = {
  check: Object.keys(PRINTERS),
  graph: ['mermaid', 'svg'],
  read: ['text', 'json'],
};

/** The options that one command has alone. */
const OWN_OPTIONS = { source: 'check' } as const;

/** The options that the command line gives. Throws what is wrong with it. */
export function parseOptions(args: string[], isTerminal: boolean): Options {
  const { values, positionals } = parsed(args);
  const [command, ...operands] = positionals;
  const { format, severity } = values;
  checkFormat(command, format);
  checkOwnOptions(command, values);
  if (severity !== undefined && !isSeverity(severity)) {
    throw new UnusableInput(`--severity ${severity}: it is error or warning`);
  }
  return {
    command,
    operands,
    format,
    severity,
    source: values.source ?? [],
    ignore: values.ignore ?? [],
    namespace: values.namespace,
    clusterDomain: values['cluster-domain'],
    // Pipes and files want plain text; NO_COLOR asks for it on terminals.
    colour: isTerminal && !process.env.NO_COLOR,
    help: values.help ?? false,
    version: values.version ?? false,
  };
}

function checkFormat(command: string | undefined, format: string | undefined): void {
  const formats = FORMATS[command ?? ''] ?? [];
  if (format === undefined || formats.includes(format)) {
    return;
  }
  const known =
    formats.length > 0 ? `${command} writes ${formats.join(', ')}` : `${command ?? 'no command'} has no formats`;
  throw new UnusableInput(`--format ${format}: ${known}`);
}

function checkOwnOptions(command: string | undefined, values: { readonly [option: string]: unknown }): void {
  for (const [option, owner] of Object.entries(OWN_OPTIONS)) {
    if (values[option] !== undefined && command !== owner && command !== undefined) {
      throw new UnusableInput(`--${option}: it is an option of ${owner}`);
    }
  }
}

function isSeverity(text: string): text is Severity {
  return text === 'error' || text === 'warning';
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        severity: { type: 'string' },
        source: { type: 'string', multiple: true },
        ignore: { type: 'string', multiple: true },
        namespace: { type: 'string' },
        'cluster-domain': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UnusableInput((error as Error).message);
  }
}
