import { parseArgs } from 'util';
import { didYouMean } from '../base/did-you-mean';
import { UnusableInput } from '../input/unusable-input';
import { PRINTERS } from '../report/printers';
import { Severity } from '../rules/rule';

export { UnusableInput };

export const USAGE = `Usage: cdk8s-mcp-mesh <command> [options]

  check <file|folder|->...    find mistakes in Kubernetes manifests that keep MCP Mesh agents from finding and reaching each other
  graph <file|folder|->...    draw the mesh: registries, agents, dependencies, and what policies open and close
  why <from> <to> [port] <file|folder|->...
                              show whether one end can reach another (namespace/name of a workload or Service, or an address), and
                              which NetworkPolicy and rule decide
  diff <old> <new>            show what changes: findings, connections, capabilities and immutable fields
  diff --git <revision> <file|folder>...
                              the same, from a revision of the repository to the current files
  diff --cluster <file|folder>...
                              the same, from the objects on a cluster to the objects after kubectl apply
  explain [rule]              show the page of a rule: what it finds, and how to fix it; without a rule, list all rules
  read <file|folder>...       show what agents' code declares, in Python, TypeScript and Java, and what could not be read
  init <folder>...            write a cdk8s app for a folder of agents; never overwrites a file

  --format <format>           check: text (default), json, sarif, junit, github or markdown; graph: mermaid (default), svg or
                              html; diff: text (default), json or markdown; why, read: text (default) or json
  --diff <file|folder>        graph: draw only the connections that open and close since that version
  --git <revision>            graph: the same, since a revision of the repository
  --source <folder|file>      check: compare the manifests with agents' code, or with the output of \`read --format json\`; can be
                              repeated
  --output <format>=<file>    check: also write a report to a file; can be repeated
  --write-baseline <file>     check: write the findings to a file, and succeed
  --baseline <file>           check: count the findings that are in the file, and show only the others
  --values <glob>             init: values files of MCP Mesh's agent chart, such as 'agents/*/helm-values.yaml'; can be repeated
  --out <folder>              init: the folder for the app (default: the working folder)
  --severity error            check, diff: leave warnings out
  --max-warnings <number>     check: fail only if there are errors, or more warnings than this
  --ignore <rule>,<rule>      check, diff: leave rules out; can be repeated
  --cluster                   check, graph, why, diff: read the objects of a cluster instead of files, by kubectl and with your
                              permissions; changes nothing
  --context <name>            the context for --cluster (default: the current one)
  -n, --namespace <name>      with --cluster, read only this namespace; for files, the namespace of objects without one (default:
                              default)
  --together                  check: treat all folders as one cluster, instead of checking each separately
  --config <file>             check, diff: the project's settings of the rules (default: .cdk8s-mcp-mesh.yaml in the working folder or
                              its parents, up to the repository's root)
  --no-config                 check, diff: use no such file
  --cluster-domain <domain>   the cluster's DNS domain (default: cluster.local)
  --help or help, --version

Exit code: 0 no findings; 1 findings (diff: new findings, or changes of immutable fields), a closed connection, or code that could
not be read; 2 input that cannot be used. The commands change only the files of --output and --write-baseline, and
init only adds files.
  helm template my-release my-chart | npx cdk8s-mcp-mesh check -
`;

export interface Options {
  readonly command?: string;
  /** What follows the command: paths of manifests, or a rule. */
  readonly operands: string[];
  readonly format?: string;
  /** Agents' code, or what was read of it. */
  readonly source: string[];
  /** Values files of charts, with `*`. */
  readonly values: string[];
  /** The folder of a new app. */
  readonly out?: string;
  readonly severity?: Severity;
  readonly ignore: string[];
  /** Reports beside the one that is printed. */
  readonly output: Output[];
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly maxWarnings?: number;
  /** The revision that files are compared with. */
  readonly git?: string;
  /** The file or folder that a picture of changes starts from. */
  readonly diff?: string;
  /** Whether a cluster is read instead of files, and by which context. */
  readonly cluster: boolean;
  readonly context?: string;
  readonly together: boolean;
  /** A file of decisions about rules. */
  readonly config?: string;
  readonly noConfig: boolean;
  readonly namespace?: string;
  readonly clusterDomain?: string;
  readonly colour: boolean;
  /** How many characters fit into a line of the terminal; none if the output goes elsewhere. */
  readonly width?: number;
  readonly help: boolean;
  readonly version: boolean;
}

/** A report that goes to a file. */
export interface Output {
  readonly format: string;
  readonly path: string;
}

/** The formats of each command that has several; the first is the default. */
const FORMATS: { readonly [command: string]: string[] } = {
  check: Object.keys(PRINTERS),
  graph: ['mermaid', 'svg', 'html'],
  why: ['text', 'json'],
  diff: ['text', 'json', 'markdown'],
  read: ['text', 'json'],
};

/** The options that only some commands have. */
const OWN_OPTIONS: { readonly [option: string]: string[] } = {
  source: ['check'],
  values: ['init'],
  out: ['init'],
  output: ['check'],
  baseline: ['check'],
  'write-baseline': ['check'],
  'max-warnings': ['check'],
  severity: ['check', 'diff'],
  ignore: ['check', 'diff'],
  git: ['diff', 'graph'],
  diff: ['graph'],
  cluster: ['check', 'graph', 'why', 'diff'],
  context: ['check', 'graph', 'why', 'diff'],
  together: ['check'],
  config: ['check', 'diff'],
  'no-config': ['check', 'diff'],
};

/** Where the output goes, if it is a terminal. */
export interface Terminal {
  readonly columns?: number;
}

function widthOf({ columns }: Terminal): number | undefined {
  const { COLUMNS } = process.env;
  return COLUMNS !== undefined && /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : columns;
}

/** The options that the command line gives. Throws what is wrong with it. */
export function parseOptions(args: string[], terminal: Terminal | undefined): Options {
  const { values, positionals } = parsed(args);
  const [command, ...operands] = positionals;
  const { format, severity, 'max-warnings': maxWarnings } = values;
  checkFormat(command, format);
  checkOwnOptions(command, values);
  if (severity !== undefined && !isSeverity(severity)) {
    throw new UnusableInput(`--severity ${severity}: it is error or warning`);
  }
  if (maxWarnings !== undefined && !/^\d{1,9}$/.test(maxWarnings)) {
    throw new UnusableInput(`--max-warnings ${maxWarnings}: it is a whole number`);
  }
  if (values.context !== undefined && !values.cluster) {
    throw new UnusableInput('--context: it is an option of --cluster');
  }
  return {
    command,
    operands,
    format,
    severity,
    source: values.source ?? [],
    values: values.values ?? [],
    out: values.out,
    ignore: (values.ignore ?? []).flatMap((each) => each.split(',')).filter((each) => each !== ''),
    output: (values.output ?? []).map(outputOf),
    baseline: values.baseline,
    writeBaseline: values['write-baseline'],
    maxWarnings: maxWarnings === undefined ? undefined : Number(maxWarnings),
    git: values.git,
    diff: values.diff,
    cluster: values.cluster ?? false,
    context: values.context,
    together: values.together ?? false,
    config: values.config,
    noConfig: values['no-config'] ?? false,
    namespace: values.namespace,
    clusterDomain: values['cluster-domain'],
    // Pipes and files want plain text; NO_COLOR asks for it on terminals.
    colour: terminal !== undefined && !process.env.NO_COLOR,
    width: terminal && widthOf(terminal),
    help: values.help ?? command === 'help',
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
  for (const [option, owners] of Object.entries(OWN_OPTIONS)) {
    if (values[option] !== undefined && command !== undefined && !owners.includes(command)) {
      throw new UnusableInput(`--${option}: it is an option of ${owners.join(' and ')}`);
    }
  }
}

function outputOf(text: string): Output {
  const [, format, path] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  if (format === undefined) {
    throw new UnusableInput(`--output ${text}: it is a format and a file, such as sarif=findings.sarif`);
  }
  if (!FORMATS.check.includes(format)) {
    throw new UnusableInput(`--output ${text}: check writes ${FORMATS.check.join(', ')}`);
  }
  return { format, path };
}

function isSeverity(text: string): text is Severity {
  return text === 'error' || text === 'warning';
}

const OPTIONS = {
  format: { type: 'string' },
  severity: { type: 'string' },
  source: { type: 'string', multiple: true },
  values: { type: 'string', multiple: true },
  out: { type: 'string' },
  ignore: { type: 'string', multiple: true },
  output: { type: 'string', multiple: true },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
  'max-warnings': { type: 'string' },
  git: { type: 'string' },
  diff: { type: 'string' },
  together: { type: 'boolean' },
  config: { type: 'string' },
  'no-config': { type: 'boolean' },
  cluster: { type: 'boolean' },
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  'cluster-domain': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UnusableInput(optionProblem(error as Error & { readonly code?: string }));
  }
}

/** What is wrong, without the advice of Node.js, which does not fit. */
function optionProblem({ code, message }: Error & { readonly code?: string }): string {
  const [, name] = /'(-[^' ]+)/.exec(message) ?? [];
  const names = Object.keys(OPTIONS).map((each) => `--${each}`);
  return code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && name !== undefined
    ? `${name}: there is no such option${didYouMean(name, names)}`
    : message;
}
