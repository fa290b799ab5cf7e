import { useId } from "preact/hooks";
import { parseOctets, writeOctets } from "../act/octet-escapes.ts";
import { octetsInWords } from "../replay/parser-replay-words.ts";

/** What was typed into the field. */
export interface TypedOctets {
  readonly text: string;
  readonly clientCloses: boolean;
  /** What the text spelt when it last spelt anything. */
  readonly octets: string;
}

export interface ParserTypedProps {
  /** The octets of the request that is shown. */
  readonly received: string;
  /** `undefined` as long as those are replayed. */
  readonly typed: TypedOctets | undefined;
  readonly change: (typed: TypedOctets | undefined) => void;
}

/** Whether the request is replayed as it came, or octets that are typed here. */
export function ParserTyped({ received, typed, change }: ParserTypedProps) {
  return (
    <>
      <fieldset class="parser-source">
        <legend class="parser-unseen">Which octets</legend>
        <label>
          <input type="radio" name="parser-source" checked={typed === undefined} onChange={() => change(undefined)} />
          As they came
        </label>
        <label>
          <input
            type="radio"
            name="parser-source"
            checked={typed !== undefined}
            onChange={() => change({ text: spelt(received), clientCloses: false, octets: received })}
          />
          Edit them and watch
        </label>
      </fieldset>
      {typed !== undefined && <OctetsField received={received} typed={typed} change={change} />}
    </>
  );
}

function OctetsField({ received, typed, change }: ParserTypedProps & { readonly typed: TypedOctets }) {
  const id = useId();
  const { fault } = parseOctets(typed.text, "spelled");
  const type = (text: string) => {
    const { pieces, fault } = parseOctets(text, "spelled");
    change({ ...typed, text, octets: fault === undefined ? pieces.join("") : typed.octets });
  };
  return (
    <div class="parser-typed">
      <label class="parser-typed-label" for={`${id}-text`}>
        Octets to replay
      </label>
      <select
        class="parser-typed-examples"
        aria-label="Begin with an example"
        value=""
        onChange={(event) => {
          const example = examples[Number(event.currentTarget.value)];
          type(spelt(example?.octets ?? received));
          event.currentTarget.value = "";
        }}
      >
        <option value="" disabled>
          Begin with …
        </option>
        <option value="-1">the request as it came</option>
        {examples.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
      <textarea
        id={`${id}-text`}
        class="parser-typed-text"
        rows={Math.min(12, Math.max(4, typed.text.split("\n").length))}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        maxLength={TEXT_MAX}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint`}
        value={typed.text}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="parser-typed-hint">
        {fault === undefined ? (
          <>
            {octetsInWords(typed.octets.length)}. Nothing is sent. <code>\r \n \t \0 \\ \x41</code> spell one octet
            each; a line break in this field spells none.
          </>
        ) : (
          <strong class="parser-typed-fault">{fault.message}</strong>
        )}
      </p>
      <label class="parser-typed-closes">
        <input
          type="checkbox"
          checked={typed.clientCloses}
          onChange={(event) => change({ ...typed, clientCloses: event.currentTarget.checked })}
        />
        The client closes its side after the last octet
      </label>
    </div>
  );
}

/** As text for the field, without an empty line at its end. */
function spelt(octets: string): string {
  return writeOctets(octets, "spelled").replace(/\n$/, "");
}

const get = "GET /kittens?size=300 HTTP/1.1\r\nHost: localhost\r\n";
const post = "POST /guestbook HTTP/1.1\r\nHost: localhost\r\n";

/** What is worth watching: the plain ways first, then what is refused. */
const examples: readonly { readonly name: string; readonly octets: string }[] = [
  { name: "a GET", octets: `${get}Accept: text/html\r\n\r\n` },
  { name: "content by Content-Length", octets: `${post}Content-Length: 9\r\n\r\nname=Mimi` },
  {
    name: "chunks and a trailer",
    octets: `${post}Transfer-Encoding: chunked\r\n\r\n5;note=first\r\nname=\r\n4\r\nMimi\r\n0\r\nDigest: none\r\n\r\n`,
  },
  { name: "two requests in a row", octets: `${get}\r\nGET /cats HTTP/1.1\r\nHost: localhost\r\n\r\n` },
  { name: "a line that ends with LF alone", octets: "GET / HTTP/1.1\nHost: localhost\r\n\r\n" },
  { name: "no Host", octets: "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n" },
  { name: "a space before the colon", octets: `${get}X-Cat : Mimi\r\n\r\n` },
  {
    name: "both Content-Length and Transfer-Encoding",
    octets: `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  },
  { name: "a chunk longer than it says", octets: `${post}Transfer-Encoding: chunked\r\n\r\n3\r\nMimi\r\n0\r\n\r\n` },
];

/** Of a request no more is kept either, and an octet takes four characters at most. */
const TEXT_MAX = 4 * 65_536;
