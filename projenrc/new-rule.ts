import { existsSync, writeFileSync } from 'fs';
import { join } from 'path';
import { NO_RULES } from './rule-list';

/*
 * `npm run new-rule <id>`: the three files of a new rule. The rule finds nothing yet, and its test and its page fail until
 * somebody has written what it finds.
 */

/** A Kubernetes annotation's name has 63 characters at most, and `ignore-<id>` is one. */
const LONGEST_ID = 63 - 'ignore-'.length;

/** Writes the files of a rule below a root folder, and returns their paths from there. */
export function newRule(id: string | undefined, root: string): string[] {
  if (id === undefined || !/^[a-z]+(-[a-z]+)*$/.test(id) || id.length > LONGEST_ID) {
    throw new Error(
      `rule id ${JSON.stringify(id ?? '')}: an id is lower-case words joined by "-", ${LONGEST_ID} characters at most. ` +
        'Name what is wrong, such as service-selects-no-pod.',
    );
  }
  const files = {
    [`src/rules/${id}.ts`]: sourceOf(id),
    [`test/rules/${id}.test.ts`]: testOf(id),
    [`docs/rules/${id}.md`]: pageOf(id),
  };
  const taken = Object.keys(files).filter((file) => existsSync(join(root, file)));
  if (taken.length > 0 || NO_RULES.includes(id)) {
    throw new Error(
      `rule id "${id}": ${taken.length > 0 ? `there is ${taken.join(', ')}` : 'a file of that name holds no rule'} already. Choose another id.`,
    );
  }
  Object.entries(files).forEach(([file, text]) => writeFileSync(join(root, file), text));
  return Object.keys(files);
}

function titleOf(id: string): string {
  const words = id.replace(/-/g, ' ');
  return `${words[0].toUpperCase()}${words.slice(1)}`;
}

function sourceOf(id: string): string {
  return `import { Rule } from './rule';

export const RULE: Rule = {
  id: '${id}',
  title: '${titleOf(id)}',
  severity: 'warning',
  find: () => [],
};
`;
}

function testOf(id: string): string {
  return `import { RULE } from '../../src/rules/${id}';
import { deployment, said } from '../support/workload-manifests';

test('what it finds', () => {
  expect(said(RULE, [deployment({})])).toEqual([
    'Deployment mesh/weather-agent: what was given: the rule that it breaks. The way out.',
  ]);
});

test('what it leaves alone', () => {
  expect(said(RULE, [deployment({})])).toEqual([]);
});
`;
}

function pageOf(id: string): string {
  const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: weather-agent, namespace: mesh }
spec:
  selector: { matchLabels: { app: weather-agent } }
  template:
    metadata: { labels: { app: weather-agent } }
    spec:
      containers:
        - name: agent
          image: registry.example.com/weather-agent:1.4.2
`;
  return `# ${titleOf(id)}

\`${id}\` · warning

Why this matters, with the source of it.

## What fails

\`\`\`yaml
${manifest}\`\`\`

\`\`\`text
Deployment mesh/weather-agent: what was given: the rule that it breaks. The way out.
\`\`\`

## The fix

\`\`\`yaml
${manifest}\`\`\`

## When to ignore it

When somebody may well ignore the finding: \`cdk8s-mcp-mesh/ignore-${id}: <reason>\`.
`;
}

if (require.main === module) {
  try {
    newRule(process.argv[2], join(__dirname, '..')).forEach((file) => console.log(`wrote ${file}`));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
