import { parseArgs } from 'util';

/** The command line cannot be followed, or what it names cannot be read. */
export class UnusableInput extends Error {}

export const USAGE = `Usage: cdk8s-mcp-mesh <command> [options]

  check <file|folder|->...    looks at Kubernetes manifests for what keeps MCP Mesh agents from finding and reaching each other
  graph <file|folder|->...    draws the mesh: registries, agents, who needs whom, and what policies open and close
  explain [rule]              what a rule is about and how to fix what it finds; without one, lists all

  --format <format>           check: text (default), json or sarif; graph: mermaid (default) or svg
  --severity error            check: leave warnings out
  --ignore <rule>             check: leave a rule out; may be given again
  --namespace <name>          where \`kubectl apply\` puts objects that name no namespace (default: default)
  --cluster-domain <domain>   the cluster's DNS domain (default: cluster.local)
  --help, --version

Exit code: 0 nothing found, 1 findings, 2 what was given cannot be used. Nothing is ever changed.
  helm template my-release my-chart | npx cdk8s-mcp-mesh check -
`;

export interface Options {
  readonly command?: string;
  readonly rest: string[];
  readonly format?: string;
  readonly severity?: string;
  readonly ignore: string[];
  readonly namespace?: string;
  readonly clusterDomain?: string;
  readonly colour: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** The formats of each command that has several; the first is the default. */
const FORMATS: { [command: string]: string[] } = { check: ['text', 'json', 'sarif'], graph: ['mermaid', 'svg'] };

/** What the command line says, or what is wrong with it. */
export function options(args: string[], terminal: boolean): Options {
  const {
    values,
    positionals: [command, ...rest],
  } = parsed(args);
  const { format, severity } = values;
  const formats = FORMATS[command ?? ''] ?? [];
  if (format !== undefined && !formats.includes(format)) {
    throw new UnusableInput(
      `--format ${format}: ${formats.length ? `${command} writes ${formats.join(', ')}` : `${command ?? 'no command'} has no formats`}`,
    );
  }
  if (severity !== undefined && !['error', 'warning'].includes(severity)) {
    throw new UnusableInput(`--severity ${severity}: it is error or warning`);
  }
  return {
    command,
    rest,
    format,
    severity,
    ignore: values.ignore ?? [],
    namespace: values.namespace,
    clusterDomain: values['cluster-domain'],
    // Pipes and files want plain text; NO_COLOR is how people say so of their terminal.
    colour: terminal && !process.env.NO_COLOR,
    help: values.help ?? false,
    version: values.version ?? false,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        severity: { type: 'string' },
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
