/** Thrown inside of formats/ when the rest of a file cannot be read; what is wrong was told before. */
export class Broken extends Error {}
