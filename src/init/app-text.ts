import { missingRequirements, PlannedAgent } from './planned-agents';
import { comment, property, quoted } from './typescript-text';
import { referenceName } from './values-environment';
import { AgentSourceCompletion, COMPLETION_PROPS } from '../agent/source-completion';
import { Hole } from '../source/hole';
import { locationText, SourceRecord } from '../source/source-json';

/** What `main.ts` of an app holds. */
export function appText(agents: readonly PlannedAgent[]): string {
  const missing = [...new Set(missingRequirements(agents.map(({ record }) => record)).map(({ name }) => name))];
  const toBuild = agents.filter(({ needsImage }) => needsImage !== undefined);
  return `${[
    importsText(agents, missing),
    `const app = new App();
MeshChecks.of(app); // the rules of cdk8s-mcp-mesh: synthesis stops at what would break
const chart = new Chart(app, 'mcp-mesh', { namespace: 'mcp-mesh' });`,
    registryText(missing),
    ...(toBuild.length > 0 ? [imagesText(toBuild)] : []),
    ...referencesText(agents),
    agents.map(agentText).join('\n'),
    policyText(missing),
    'app.synth();',
  ].join('\n\n')}\n`;
}

/** The only name in props that is one of this library. */
const LOG_LEVEL = 'MeshLogLevel';

function importsText(agents: readonly PlannedAgent[], missing: readonly string[]): string {
  const isMounted = agents.some(({ needsImage, values: { image } }) => needsImage === undefined && image === undefined);
  const imports = [...new Set(agents.flatMap(({ values }) => values.imports))].sort();
  const own = [
    'AgentSource',
    'MeshAgent',
    'MeshChecks',
    ...(isMounted ? ['MeshCode'] : []),
    ...imports.filter((name) => name === LOG_LEVEL),
    'MeshNetworkPolicy',
    ...(missing.length > 0 || agents.some(({ isLlmProvider }) => isLlmProvider) ? ['MeshPeer'] : []),
    'MeshRegistry',
  ];
  const plus = imports.filter((name) => name !== LOG_LEVEL);
  return [
    "import { App, Chart } from 'cdk8s';",
    `import { ${own.join(', ')} } from 'cdk8s-mcp-mesh';`,
    ...(plus.length > 0 ? [`import { ${plus.join(', ')} } from 'cdk8s-plus-28';`] : []),
  ].join('\n');
}

function registryText(missing: readonly string[]): string {
  return missing.length === 0
    ? "const registry = new MeshRegistry(chart, 'registry');"
    : `// Needed, and offered by none of the agents here: add an agent that offers it, or say here and in the policy below that one outside
// of this app does.
const registry = new MeshRegistry(chart, 'registry', {
  // externalCapabilities: [${missing.map(quoted).join(', ')}],
});`;
}

function policyText(missing: readonly string[]): string {
  const about = `// Opens what the code declares, and no more. What an agent calls outside of the mesh is for you to say, such as an API of the
// internet: agent.allowEgress(MeshPeer.internet()). So is who calls an agent from outside: agent.allowIngress(…).`;
  return missing.length === 0
    ? `${about}\nnew MeshNetworkPolicy(chart, 'network-policy', { registry, strict: true });`
    : `${about}
new MeshNetworkPolicy(chart, 'network-policy', {
  registry,
  strict: true,
  // externalProviders: [MeshPeer.namespace('other', [8080])],
});`;
}

function imagesText(agents: readonly PlannedAgent[]): string {
  const entries = agents.map(({ id, needsImage }) => `  ${property(id)}: undefined, ${comment(needsImage!)}`);
  return `// Images that you build. Nothing says how they are called, so synthesis stops until you write it here: 'registry.example.com/name:1.0.0'.
const images: { [agent: string]: string | undefined } = {
${entries.join('\n')}
};
function imageOf(agent: string): string {
  const image = images[agent];
  if (image === undefined) {
    throw new Error(\`main.ts: write the image of agent "\${agent}" into images\`);
  }
  return image;
}`;
}

function referencesText(agents: readonly PlannedAgent[]): string[] {
  const all = agents.flatMap(({ values: { references } }) => references);
  const lines = all.map((reference) => {
    const { kind, name } = reference;
    return `const ${referenceName(reference)} = ${kind}.from${kind}Name(chart, ${quoted(`${kind}-${name}`)}, ${quoted(name)});`;
  });
  return lines.length > 0 ? [[...new Set(lines)].join('\n')] : [];
}

function agentText({ record, isFolder, id, path, values, needsImage, isLlmProvider }: PlannedAgent): string {
  const { image, runtime, props } = values;
  const source = `AgentSource.${isFolder ? 'fromDirectory' : 'fromFile'}(${quoted(path)})`;
  const release = runtime?.release === undefined ? '' : `{ release: ${quoted(runtime.release)} }`;
  const runs =
    image !== undefined
      ? `image: ${quoted(image)}`
      : needsImage === undefined
        ? `code: MeshCode.mounted(${release})`
        : `image: imageOf(${quoted(id)})`;
  const { holes } = record.facts;
  const lines = [
    'registry,',
    ...(holes.length === 0
      ? [`source: ${source},`]
      : [`source: ${source}`, ...holes.map((hole) => `  ${hintText(record, path, hole)}`), '  ,']),
    `${runs},`,
    ...props.map(({ name, text }) => `${name}: ${text},`),
  ];
  const egress = isLlmProvider ? ".allowEgress(MeshPeer.internet()); // the LLM's API" : ';';
  return `new MeshAgent(chart, ${quoted(id)}, {\n${lines.map((line) => `  ${line}`).join('\n')}\n})${egress}`;
}

/** What is to be written for each part of a completion. */
const EXAMPLES: { readonly [prop in keyof AgentSourceCompletion]: string } = {
  agentName: "'…'",
  port: '…',
  capabilities: '[…]',
  dependencies: '[…]',
  llms: '[…]',
};

/** What fills a hole, to be written and uncommented. */
function hintText(record: SourceRecord, path: string, { at, what, why, open }: Hole): string {
  // The app names its files from its own folder.
  const place = locationText({ ...record, path }, at);
  const props = open.map((kind) => COMPLETION_PROPS[kind]).map((prop) => `${prop}: ${EXAMPLES[prop]}`);
  return comment(`.complete({ hole: ${quoted(place)}, ${props.join(', ')} }) // ${what}: ${why}`);
}
