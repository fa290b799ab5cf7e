import { readdirSync } from "node:fs";

/** What a process holds, as it tells itself. */
export interface ProcessHealth {
  readonly residentOctets: number;
  /** On the heap and beside it, after the garbage was collected where that can be asked for (--expose-gc). */
  readonly usedOctets: number;
  /** Open file descriptors; `undefined` where the platform does not tell. */
  readonly descriptors: number | undefined;
}

/** Collects garbage, then measures this process. */
export async function processHealth(): Promise<ProcessHealth> {
  await collected();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    residentOctets: rss,
    usedOctets: heapUsed + external,
    descriptors: openDescriptors(),
  };
}

/** Twice, with a turn between: what stands beside the heap is let go of after what held it. */
async function collected(): Promise<void> {
  const { gc } = globalThis as { readonly gc?: () => void };
  for (let turn = 0; turn < 2; turn++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function openDescriptors(): number | undefined {
  try {
    // The listing itself holds one.
    return readdirSync("/proc/self/fd").length - 1;
  } catch {
    return undefined;
  }
}
