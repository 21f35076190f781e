import { Finding } from '../../check/check';

/** The report for programs: a list of findings. */
export function json(findings: Finding[], objects: number): string {
  return `${JSON.stringify(
    {
      objects,
      findings: findings.map(
        ({
          rule,
          object: {
            apiVersion,
            kind,
            metadata: { namespace, name },
          },
          where,
          message,
        }) => ({
          rule: rule.id,
          severity: rule.severity,
          apiVersion,
          kind,
          namespace,
          name,
          where,
          message,
        }),
      ),
    },
    undefined,
    2,
  )}\n`;
}
