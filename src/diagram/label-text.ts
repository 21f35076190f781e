import { printable } from '../base/neutral-text';

/** Cuts a text to what a node can hold. No Service's name is longer than the default, so few are cut. */
export function truncated(text: string, maxLength: number = 64): string {
  const characters = [...printable(text)];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
}

/** "1 agent", "2 agents". */
export function countLabel(number: number, one: string, several: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
