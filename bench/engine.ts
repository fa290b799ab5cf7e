/**
 * What the engine costs a request, without transport and server: `node bench/engine.ts`. A browser's head of 800
 * octets and one of few fields, one at a time and sixteen in one read, and the response to them. The best of several
 * rounds is shown: what is above it is other work of the machine.
 */
import { portableOctetText } from "../src/http1/index.ts";
import { nodeOctetText } from "../src/server/octet-text.node.ts";
import { browserHead, type EngineWork, nanosecondsPerRequest, shortHead } from "./speed/others/engine-cost.ts";

const works: readonly (EngineWork & { readonly title: string })[] = [
  {
    title: "browser's head, read, one a connection",
    text: browserHead,
    perRead: 1,
    answers: false,
    octetText: nodeOctetText,
  },
  {
    title: "browser's head, read and answered",
    text: browserHead,
    perRead: 1,
    answers: true,
    octetText: nodeOctetText,
  },
  { title: "browser's head, sixteen a read", text: browserHead, perRead: 16, answers: true, octetText: nodeOctetText },
  { title: "short head, read and answered", text: shortHead, perRead: 1, answers: true, octetText: nodeOctetText },
  { title: "short head, sixteen a read", text: shortHead, perRead: 16, answers: true, octetText: nodeOctetText },
  {
    title: "browser's head, portable text",
    text: browserHead,
    perRead: 1,
    answers: true,
    octetText: portableOctetText,
  },
];

for (const work of works) {
  nanosecondsPerRequest(work, 30_000);
  const times = Array.from({ length: 15 }, () => nanosecondsPerRequest(work, 20_000));
  console.log(`${(Math.min(...times) / 1000).toFixed(2).padStart(6)} µs  ${work.title} (${work.text.length} octets)`);
}
