const NAMES: readonly string[] = ['NewerSchemaError', 'DatabaseFileError'];

/** An error of opening the database whose message says all a person needs. By name: the edges may not import db. */
export const isDatabaseFault = (error: unknown): error is Error => error instanceof Error && NAMES.includes(error.name);
