import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import { CheckResult } from './printer';
import { describeObject } from '../../api/kubernetes-object';
import { neutralJson } from '../../base/neutral-text';
import { Finding } from '../../check/finding';
import { ALL_RULES } from '../../rules/all-rules';
import { Rule } from '../../rules/rule';
import { ParsedObject } from '../manifest-parser';
import { repositoryUri } from '../repository-uri';

/** The report for code scanning: SARIF 2.1.0. */
export function printSarif({ findings, objects, unreadable, version }: CheckResult): string {
  const places = new Map(objects.map((object) => [object.where, object]));
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: 'cdk8s-mcp-mesh', version, rules: ALL_RULES.map(ruleDescriptor) } },
        // Whoever reads the results must know if they are not all.
        invocations: [
          {
            executionSuccessful: unreadable.length === 0,
            toolExecutionNotifications: unreadable.map((text) => ({ level: 'error', message: { text } })),
          },
        ],
        results: findings.map((finding) => resultOf(finding, places.get(finding.where ?? ''))),
      },
    ],
  };
  return `${neutralJson(log)}\n`;
}

function ruleDescriptor({ id, title, severity }: Rule): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    help: { text: `npx cdk8s-mcp-mesh explain ${id}` },
    defaultConfiguration: { level: severity },
  };
}

function resultOf({ rule, object, message }: Finding, place: ParsedObject | undefined): Result {
  const location: Location = {
    ...physicalLocation(place),
    logicalLocations: [{ fullyQualifiedName: describeObject(object), kind: 'resource' }],
  };
  return {
    ruleId: rule.id,
    ruleIndex: ALL_RULES.indexOf(rule),
    level: rule.severity,
    message: { text: message },
    locations: [location],
  };
}

/**
 * The file by its URI, relative to the repository, as code scanning shows it. The standard input, "(stdin)", has none.
 */
function physicalLocation(place: ParsedObject | undefined): { physicalLocation?: PhysicalLocation } {
  if (place === undefined || place.file.startsWith('(')) {
    return {};
  }
  return {
    physicalLocation: {
      artifactLocation: { uri: repositoryUri(place.file) },
      region: { startLine: place.line },
    },
  };
}
