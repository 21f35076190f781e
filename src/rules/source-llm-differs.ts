import { Fault, Rule } from './rule';
import { LLMS_ANNOTATION, LlmUse, ToolFilter } from '../contract/llm';
import { CodedAgent, entryText, inCode, isOpen, isRecorded } from '../mesh/agents-code';
import { llmsOf } from '../mesh/call-annotations';
import { declarationText } from '../mesh/recorded-differences';
import { declaredLlms } from '../source/declared';

export const RULE: Rule = {
  id: 'source-llm-differs',
  title: "An agent's code lets an LLM call other tools than its manifest records",
  severity: 'error',
  find: ({ code }) => code.pairs.filter(({ agent }) => isRecorded(agent)).flatMap(faultsOf),
};

const FIX = 'Generate the manifests again from the code';

function faultsOf({ agent, record, facts }: CodedAgent): Fault[] {
  const declared = declaredLlms(facts).map((use, i) => ({ use, at: facts.llms[i].at }));
  const withTools = declared.filter(({ use }) => use.tools.length > 0 || use.everyTool);
  const recorded = llmsOf(agent.owner);
  const [keysOfCode, keysOfManifest] = [withTools.map(({ use }) => keyOf(use)), recorded.map(keyOf)];
  const missing = withTools.filter((_, i) => !keysOfManifest.includes(keysOfCode[i]));
  const surplus = isOpen(facts, 'llms') ? [] : recorded.filter((_, i) => !keysOfCode.includes(keysOfManifest[i]));
  return [
    ...missing.map(({ use, at }): Fault => ({
      object: agent.owner,
      field: ['metadata', 'annotations', LLMS_ANNOTATION],
      given: `${LLMS_ANNOTATION} does not have ${useText(use)}`,
      rule: `${inCode(record, at)} has it, and the LLM's provider calls these tools: policies may keep it from them`,
      fix: FIX,
    })),
    ...surplus.map((use): Fault => ({
      object: agent.owner,
      field: ['metadata', 'annotations', LLMS_ANNOTATION],
      given: `${LLMS_ANNOTATION} has ${useText(use)}`,
      rule: `the code (${entryText(record)}) does not have it, so that policies open more than is needed`,
      fix: FIX,
    })),
  ];
}

function useText({ provider, tools, everyTool }: LlmUse): string {
  const called = everyTool ? 'every tool' : tools.map(toolText).join(' and ');
  return `the use of ${declarationText(provider)} for ${called}`;
}

function toolText(tool: ToolFilter): string {
  return tool.name === undefined
    ? `tools by tags ${(tool.tags ?? []).join(', ')}`
    : declarationText({ ...tool, name: tool.name });
}

function keyOf({ provider, tools, everyTool }: LlmUse): string {
  const sorted = tools.map(filterKey).sort();
  return JSON.stringify([filterKey(provider), sorted, everyTool === true]);
}

function filterKey({ name, tags = [], versionRange }: ToolFilter): string {
  return JSON.stringify([name, [...tags].sort(), versionRange]);
}
