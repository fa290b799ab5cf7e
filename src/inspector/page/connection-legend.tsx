/** What the lanes' shapes and colours say. */
export function ConnectionLegend() {
  return (
    <div class="lanes-legend">
      <ul aria-label="Parts of a bar">
        <li>
          <i class="lanes-sample lanes-sample-head" aria-hidden="true" /> the request's head comes in
        </li>
        <li>
          <i class="lanes-sample lanes-sample-wait" aria-hidden="true" /> it waits for the answer
        </li>
        <li>
          <i class="lanes-sample lanes-sample-send" aria-hidden="true" /> the response goes out
        </li>
        <li>
          <i class="lanes-sample lanes-sample-idle" aria-hidden="true" /> idle
        </li>
        <li>
          <i class="lanes-sample lanes-sample-fold" aria-hidden="true" /> a pause, folded
        </li>
      </ul>
      <ul aria-label="Colours">
        {[1, 2, 3, 4, 5].map((digit) => (
          <li key={digit} class={`lanes-status-${digit}`}>
            <i class="lanes-sample lanes-sample-send" aria-hidden="true" /> {digit}xx
          </li>
        ))}
        <li>
          <i class="lanes-sample lanes-refused-mark" aria-hidden="true" /> refused by a rule
        </li>
      </ul>
      <ul aria-label="Ends">
        <li>
          <ConnectionMark look="open" /> open
        </li>
        <li>
          <ConnectionMark look="client" /> closed by the client
        </li>
        <li>
          <ConnectionMark look="server" /> closed by the server
        </li>
        <li>
          <ConnectionMark look="network" /> broken off
        </li>
      </ul>
    </div>
  );
}

/** The shape that says whether a connection is open, or who ended it. */
export function ConnectionMark({ look }: { readonly look: "open" | "client" | "server" | "network" }) {
  return (
    <svg class={`lanes-mark lanes-mark-${look}`} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      {look === "open" && <circle cx="5" cy="5" r="4" />}
      {look === "client" && <circle cx="5" cy="5" r="3.5" />}
      {look === "server" && <rect x="1.5" y="1.5" width="7" height="7" />}
      {look === "network" && <path d="M1.5 1.5 8.5 8.5M8.5 1.5 1.5 8.5" />}
    </svg>
  );
}
