/**
 * What the engine costs a request, without transport and server: `node bench/engine.ts`. A browser's head of 800
 * octets and one of few fields, one at a time and sixteen in one read, and the response to them. The best of several
 * rounds is shown: what is above it is other work of the machine.
 */
import { Http1Engine, type OctetText, portableOctetText } from "../src/http1/index.ts";
import { FieldSection } from "../src/semantics/index.ts";

const octetText: OctetText = {
  latin1: (octets, start, end) =>
    (octets as Buffer & { latin1Slice(start: number, end: number): string }).latin1Slice(start, end),
  utf8LengthOctets: (text) => Buffer.byteLength(text),
  utf8: (text) => Buffer.from(text),
};

const browserHead = [
  "GET /kittens?number=10&type=cute&size=200 HTTP/1.1",
  "Host: localhost:5000",
  "Connection: keep-alive",
  "Cache-Control: max-age=0",
  'sec-ch-ua: "Chromium";v="146", "Not-A.Brand";v="24", "Google Chrome";v="146"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "Upgrade-Insecure-Requests: 1",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
  "Sec-Fetch-Site: none",
  "Sec-Fetch-Mode: navigate",
  "Sec-Fetch-User: ?1",
  "Sec-Fetch-Dest: document",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
  "Cookie: session=9f86d081884c7d659a2feaa0c55ad015; theme=dark",
  "\r\n",
].join("\r\n");
const shortHead = "GET / HTTP/1.1\r\nHost: localhost:5000\r\n\r\n";

const head = { statusCode: 200, headerSection: FieldSection.of({ "Content-Type": "text/plain" }), date: "now" };

interface Bench {
  readonly title: string;
  readonly text: string;
  readonly perRead: number;
  readonly answers: boolean;
  readonly octetText: OctetText;
}

function nanosecondsPerRequest({ text, perRead, answers, octetText }: Bench, requests: number): number {
  const octets = Buffer.from(text.repeat(perRead), "latin1");
  let engine = new Http1Engine({ octetText });
  let answered = 0;
  const start = process.hrtime.bigint();
  while (answered < requests) {
    engine.receive(octets);
    for (;;) {
      const event = engine.nextEvent();
      if (typeof event === "string") break;
      if (event.type !== "RequestHead") continue;
      answered++;
      if (answers) engine.sendResponse(event.exchange, head, "Hello, World!");
      else break;
    }
    if (answers) engine.takeOutput();
    else engine = new Http1Engine({ octetText });
  }
  return Number(process.hrtime.bigint() - start) / answered;
}

const benches: readonly Bench[] = [
  { title: "browser's head, read, one a connection", text: browserHead, perRead: 1, answers: false, octetText },
  { title: "browser's head, read and answered", text: browserHead, perRead: 1, answers: true, octetText },
  { title: "browser's head, sixteen a read", text: browserHead, perRead: 16, answers: true, octetText },
  { title: "short head, read and answered", text: shortHead, perRead: 1, answers: true, octetText },
  { title: "short head, sixteen a read", text: shortHead, perRead: 16, answers: true, octetText },
  {
    title: "browser's head, portable text",
    text: browserHead,
    perRead: 1,
    answers: true,
    octetText: portableOctetText,
  },
];

for (const bench of benches) {
  nanosecondsPerRequest(bench, 30_000);
  const times = Array.from({ length: 15 }, () => nanosecondsPerRequest(bench, 20_000));
  const octets = bench.text.length;
  console.log(`${(Math.min(...times) / 1000).toFixed(2).padStart(6)} µs  ${bench.title} (${octets} octets)`);
}
