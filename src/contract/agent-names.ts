/** The registry's own rule (validation.go). It answers every registration of another name with an error, so the agent is never found. */
const AGENT_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LONGEST = 63;

export const AGENT_NAME_RULE = `a registry refuses every agent whose name does not consist of at most ${LONGEST} lower-case letters, digits and '-', with a letter or digit at both ends`;

export function isAgentName(name: unknown): boolean {
  return typeof name === 'string' && name.length <= LONGEST && AGENT_NAME.test(name);
}

/** A name that registries take and that is close to a wrong one, if there is any. */
export function legalAgentName(name: unknown): string | undefined {
  const corrected = (typeof name === 'string' ? name : '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  return corrected === '' ? undefined : corrected;
}
