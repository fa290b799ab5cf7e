/** One file that came with a form. It lies on the disk until the exchange ends: take it before. */
export interface Upload {
  /** The name of the form's field. */
  readonly fieldName: string;
  /** What the client calls it: its base name, without what could harm. For display; never a path by itself. */
  readonly fileName: string;
  /** What the client says it is: "image/png". Not checked. */
  readonly mediaType: string;
  readonly sizeOctets: number;
  /** Where it lies now: a path of this machine. */
  readonly path: string;
  /**
   * Moves it; folders on the way are made. A relative path is taken from the process's folder.
   * @returns where it is now
   * @throws Error where something is there already, unless `overwrite` is true; ResponseError 507 where the disk is full
   */
  saveTo(path: string | URL, options?: { readonly overwrite?: boolean | undefined }): Promise<string>;
}

/** The fields of a form, in the order in which they were sent, and its files. */
export class Form implements Iterable<readonly [name: string, value: string]> {
  readonly files: readonly Upload[];
  readonly #fields: readonly (readonly [name: string, value: string])[];

  constructor(fields: readonly (readonly [name: string, value: string])[], files: readonly Upload[] = []) {
    this.#fields = fields;
    this.files = files;
  }

  /** The first value of that name. */
  get(name: string): string | undefined {
    return this.#fields.find(([each]) => each === name)?.[1];
  }

  /** All values of that name, in order. */
  getAll(name: string): string[] {
    return this.#fields.filter(([each]) => each === name).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.#fields.some(([each]) => each === name);
  }

  /** The first file of the field of that name. */
  file(name: string): Upload | undefined {
    return this.files.find((each) => each.fieldName === name);
  }

  /** Names and values in the order in which they were sent. */
  entries(): readonly (readonly [name: string, value: string])[] {
    return this.#fields;
  }

  [Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    return this.#fields[Symbol.iterator]();
  }
}

/** Limits of one form, all of them. */
export interface FormLimits {
  readonly fieldsMax: number;
  readonly fieldOctetsMax: number;
  readonly filesMax: number;
  readonly fileOctetsMax: number;
}
