/** Suffixes of Kubernetes' quantities (apimachinery, resource.Quantity). */
const FACTORS = new Map<string, number>([
  ...['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, i): [string, number] => [suffix, 1000 ** (i - 3)]),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i): [string, number] => [suffix, 1024 ** (i + 1)]),
]);

/** A quantity as a number, or undefined where the API server could not read it. */
export function amount(quantity: unknown): number | undefined {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/.exec(String(quantity));
  return match ? Number(match[1]) * (match[3] ? 10 ** Number(match[3]) : FACTORS.get(match[2] ?? '')!) : undefined;
}
