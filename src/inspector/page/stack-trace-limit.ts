declare global {
  /** V8's own, and therefore not in the standard library's types: what semantics/ uses where it is there. */
  interface ErrorConstructor {
    stackTraceLimit: number;
  }
}

export {};
