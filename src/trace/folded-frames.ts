/**
 * Lines of a stack with each run of frames in files whose path or URL has `path` in it as one line: a reader of their
 * own code's errors wants their own frames.
 */
export function foldedFrames(lines: readonly string[], path: string): readonly string[] {
  const shown: string[] = [];
  let folded = 0;
  const tellFolded = () => {
    if (folded > 0) shown.push(`    … ${folded} inside porthole`);
    folded = 0;
  };
  for (const line of lines) {
    if (/^ +at /.test(line) && line.includes(path)) {
      folded++;
      continue;
    }
    tellFolded();
    shown.push(line);
  }
  tellFolded();
  return shown;
}
