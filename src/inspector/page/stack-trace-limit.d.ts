/** Of V8, and therefore not in the standard library's types: what semantics/ uses where it is there. */
interface ErrorConstructor {
  stackTraceLimit: number;
}
