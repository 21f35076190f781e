import { readFileSync } from 'fs';
import { join } from 'path';
import { SourceCode } from '../code/source-code';
import { AgentFacts } from '../source/agent-facts';

/** The files of an agent's program, read with what they declare. Of Java, whose code is not mounted, none. */
export function sourceCodeOf(root: string, facts: AgentFacts): SourceCode {
  const { language, entry, capabilities, foreignImports } = facts;
  const paths = facts.files.filter((path) => path === entry || IS_CODE[language].test(path));
  return {
    language,
    entry,
    startedBy: facts.port?.at.file === 'Dockerfile' ? facts.port.at : undefined,
    offers: capabilities.length > 0,
    files: paths.map((path) => ({ path, content: readFileSync(join(root, path)) })),
    imports: foreignImports,
  };
}

const IS_CODE = {
  python: /\.py$/,
  typescript: /\.[cm]?[jt]sx?$|^(?!.*\b(?:tsconfig|package-lock)\b).*\.json$/,
  java: /^$/,
};
