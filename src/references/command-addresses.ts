import { addressesIn, NamedAddress } from '../kubernetes/service-hosts';

/** An address that a command names. */
export interface CommandAddress extends NamedAddress {
  /** Whether the command only looks the name up. */
  readonly isLookedUp?: boolean;
}

/** Programs that are given the host to connect to by itself. */
const CONNECTS = /^(.*\/)?(nc|ncat|netcat|telnet|wget|curl)$/;

/** Programs that are given a host and only look it up. */
const LOOKS_UP = /^(.*\/)?(nslookup|dig|host|getent|ping)$/;

/** Programs that are given the host in an option, and the port that they mean without one. */
const CLIENTS: { readonly [program: string]: number } = {
  pg_isready: 5432,
  psql: 5432,
  'redis-cli': 6379,
  mysqladmin: 3306,
  mysql: 3306,
};

/** Programs whose names are words of others: `redis-cli ping -h redis`. */
const ALSO_WORDS = /^(ping|host)$/;

const SEPARATOR = /^(&&|\|\|?|;|do|done|then|fi|until|while|if|else|!)$/;

/** Options of scripts are no longer than this. A longer word is a program, and its words mean what they like. */
const LONGEST_WORD = 10_000;

/** The addresses in a command: URLs, host:port pairs, options that say so, and what `nc` and its like are given. */
export function addressesInWords(words: string[]): CommandAddress[] {
  const named = words.flatMap((word, i): CommandAddress[] => {
    const [, flag, value] = /^--?([\w-]+)=(.*)$/s.exec(word) ?? [undefined, words[i - 1] ?? '', word];
    return word.length > LONGEST_WORD ? [] : addressesIn(flag.replace(/^-+/, '').replace(/-/g, '_'), value);
  });
  const asked = commandsIn(words).flatMap(addressesAskedFor);
  // What a program is given says more than a word alone.
  const said = new Set(asked.map(({ host }) => host));
  const all = [...named.filter(({ host, port }) => port !== undefined || !said.has(host)), ...asked];
  return [...new Map(all.map((address) => [`${address.host} ${address.port}`, address])).values()];
}

/** The words of each program that a command or a script starts. */
function commandsIn(words: string[]): string[][] {
  const tokens = words
    .filter(({ length }) => length <= LONGEST_WORD)
    .flatMap((word) => word.replace(/([;|&]+)/g, ' $1 ').split(/[\s()`"'\n]+/));
  const commands: string[][] = [[]];
  for (const token of tokens) {
    if (SEPARATOR.test(token)) {
      commands.push([]);
    } else if (ALSO_WORDS.test(token) && commands[commands.length - 1].length > 0) {
      commands[commands.length - 1].push(token);
    } else if (CONNECTS.test(token) || LOOKS_UP.test(token) || Object.hasOwn(CLIENTS, nameOf(token))) {
      commands.push([token]);
    } else if (token !== '') {
      commands[commands.length - 1].push(token);
    }
  }
  return commands;
}

function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

function addressesAskedFor([program = '', ...rest]: string[]): CommandAddress[] {
  const name = nameOf(program);
  if (Object.hasOwn(CLIENTS, name)) {
    const host = optionOf(rest, 'h', 'host');
    const port = optionOf(rest, name.startsWith('mysql') ? 'P' : 'p', 'port') ?? String(CLIENTS[name]);
    return host === undefined ? [] : addressesIn('HOST', `${host}:${port}`);
  }
  const isLookedUp = LOOKS_UP.test(program);
  if (!isLookedUp && !CONNECTS.test(program)) {
    return [];
  }
  return rest
    .flatMap((word, i) => (word.startsWith('-') ? [] : [{ word, next: rest[i + 1] ?? '' }]))
    .flatMap(({ word, next }) => {
      const text = word.includes('://') ? word : word.split('/')[0];
      const port = /^\d{1,5}$/.test(next) ? Number(next) : /^(wget|curl)$/.test(name) ? 80 : undefined;
      return addressesIn('HOST', text).map((address) => ({ ...address, port: address.port ?? port, isLookedUp }));
    });
}

/** The value of an option of one letter or a word: `-h x`, `-hx`, `--host x`, `--host=x`. */
function optionOf(words: string[], letter: string, word: string): string | undefined {
  const position = words.findIndex((each) => each === `-${letter}` || each === `--${word}`);
  if (position >= 0) {
    return words[position + 1];
  }
  const joined = words.find((each) => each.startsWith(`-${letter}`) || each.startsWith(`--${word}=`));
  return joined?.startsWith('--') ? joined.slice(word.length + 3) : joined?.slice(2);
}
