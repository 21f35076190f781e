import type { Log, Result } from 'sarif';
import { Finding } from '../../check/check';
import { describeObject } from '../../cluster/manifest';
import { ALL_RULES } from '../../rules/all-rules';
import { Read } from '../read-manifests';

/** The report for code scanning: SARIF 2.1.0. */
export function sarif(findings: Finding[], read: Read[], version: string): string {
  const places = new Map(read.map((each) => [each.where, each]));
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'cdk8s-mcp-mesh',
            version,
            rules: ALL_RULES.map(({ id, title, severity }) => ({
              id,
              shortDescription: { text: title },
              help: { text: `npx cdk8s-mcp-mesh explain ${id}` },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        results: findings.map((each): Result => {
          const place = places.get(each.where ?? '');
          const file = place?.file.startsWith('(') ? undefined : place?.file;
          return {
            ruleId: each.rule.id,
            ruleIndex: ALL_RULES.indexOf(each.rule),
            level: each.rule.severity,
            message: { text: each.message },
            locations: [
              {
                // A scanner shows files by URI, relative to the repository.
                ...(file
                  ? {
                      physicalLocation: {
                        artifactLocation: { uri: encodeURI(file.replace(/\\/g, '/')) },
                        region: { startLine: place!.line },
                      },
                    }
                  : {}),
                logicalLocations: [{ fullyQualifiedName: describeObject(each.object), kind: 'resource' }],
              },
            ],
          };
        }),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
