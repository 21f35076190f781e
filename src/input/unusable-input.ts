/** The command line is wrong, or what it names cannot be read. */
export class UnusableInput extends Error {}
