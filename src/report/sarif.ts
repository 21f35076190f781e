import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import { CheckResult } from './printer';
import { repositoryUri } from './repository-uri';
import { REPOSITORY, rulePage, tagsOf } from './rule-pages';
import { describeObject } from '../api/kubernetes-object';
import { neutralJson } from '../base/neutral-text';
import { Finding, FoundPlace } from '../check/finding';
import { ALL_RULES } from '../rules/all-rules';
import { Rule } from '../rules/rule';
import { RULE_IDS } from '../rules/rule-ids';

/** The report for code scanning: SARIF 2.1.0. */
export function printSarif({ findings, unreadable, version, home }: CheckResult): string {
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'cdk8s-mcp-mesh',
            version,
            rules: ALL_RULES.map((rule) => ruleDescriptor(rule, home)),
            informationUri: REPOSITORY,
          },
        },
        // Whoever reads the results must know if they are not all.
        invocations: [
          {
            executionSuccessful: unreadable.length === 0,
            toolExecutionNotifications: unreadable.map((text) => ({ level: 'error', message: { text } })),
          },
        ],
        results: findings.map(resultOf),
      },
    ],
  };
  return `${neutralJson(log)}\n`;
}

/** What ties a result to itself in the next run, and what it is made of: a later release may make it of other facts. */
const FINGERPRINT = 'cdk8sMcpMesh/v1';

function ruleDescriptor(rule: Rule, home: string): ReportingDescriptor {
  const { id, title, severity } = rule;
  const { url, summary } = rulePage(home, rule);
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: summary },
    helpUri: url,
    help: {
      text: `${title}. ${summary}\n\nMore: npx cdk8s-mcp-mesh explain ${id}, or ${url}`,
      markdown: `${summary}\n\nMore: [${id}](${url})`,
    },
    defaultConfiguration: { level: severity },
    properties: { tags: tagsOf(id) },
  };
}

function resultOf(finding: Finding): Result {
  const { id, rule, message, related } = finding;
  const relatedLocations = related.flatMap((place, i) => relatedLocation(place, i + 1));
  return {
    ruleId: rule.id,
    ruleIndex: RULE_IDS.indexOf(rule.id),
    level: rule.severity,
    message: { text: message },
    locations: [locationOf(finding)],
    ...(relatedLocations.length > 0 ? { relatedLocations } : {}),
    partialFingerprints: { [FINGERPRINT]: id },
  };
}

function locationOf(place: FoundPlace): Location {
  const { object } = place;
  return {
    ...physicalLocation(place),
    logicalLocations: [{ fullyQualifiedName: describeObject(object), kind: 'resource' }],
  };
}

/** Viewers show where a related object is, so one without a file is left out. */
function relatedLocation(place: FoundPlace, id: number): Location[] {
  return place.source === undefined || isStandardInput(place.source.file)
    ? []
    : [{ id, ...locationOf(place), message: { text: describeObject(place.object) } }];
}

/** The file by its URI, relative to the repository, as code scanning shows it. The standard input has none. */
function physicalLocation({ source, field = [] }: FoundPlace): { physicalLocation?: PhysicalLocation } {
  if (source === undefined || isStandardInput(source.file)) {
    return {};
  }
  const { line, column } = source.position(field);
  return {
    physicalLocation: {
      artifactLocation: { uri: repositoryUri(source.file) },
      region: { startLine: line, startColumn: column },
    },
  };
}

/** It is called "(stdin)". */
function isStandardInput(file: string): boolean {
  return file.startsWith('(');
}
