import type { RecordingFacts } from "../record.ts";

/** What is shown before anything happened: what to do, and what will be seen. */
export function ShellEmpty({ facts }: { readonly facts: RecordingFacts }) {
  return (
    <section class="shell-empty" aria-labelledby="empty-title">
      <h2 id="empty-title">Nothing has come in yet</h2>
      <p>
        Open{" "}
        <a href={facts.url} target="_blank" rel="noreferrer">
          {facts.url}
        </a>{" "}
        in another tab, or ask by hand:
      </p>
      <pre class="shell-empty-command">
        <code>curl -v {facts.url}</code>
      </pre>
      <p>Then this page shows, as it happens:</p>
      <ul>
        <li>each connection as a lane in time: who opened it, what came on it, which deadline runs, who ended it</li>
        <li>each exchange: the octets of request and response, and what the grammar says each of them is</li>
        <li>why this response came: the routes, files, conditions and codings that were looked at</li>
        <li>the parser, step by step over the same octets; and a place to send octets of your own</li>
      </ul>
    </section>
  );
}
