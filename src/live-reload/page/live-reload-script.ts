/**
 * The script in a page under live reload, as the browser gets it. It follows the event stream while its page is
 * visible, for a browser has six connections to a host and no more; exchanges style sheets, reloads for all else, and
 * shows why the site is not what its author has written.
 */
export const liveReloadScript = String.raw`"use strict";
(() => {
  const script = document.currentScript;
  const mark = Symbol.for("porthole.live");
  // A page that puts other pages into itself has the script several times.
  if (script === null || mark in document) return;
  Object.defineProperty(document, mark, { value: true });

  const address = new URL("live", script.src);
  const mayReload = script.dataset.method === undefined;
  const memory = "porthole.live";
  const born = script.dataset.version + " " + location.href;
  let version = script.dataset.version;
  let stream;
  let waiting;
  let pauseMs = 1000;

  function open() {
    if (stream !== undefined || document.visibilityState === "hidden") return;
    clearTimeout(waiting);
    stream = new EventSource(address);
    stream.onmessage = ({ data }) => {
      pauseMs = 1000;
      take(JSON.parse(data));
    };
    stream.onerror = () => {
      // It comes back by itself but from an answer that is no event stream: of another server in between, for one.
      if (stream.readyState !== EventSource.CLOSED) return;
      close();
      waiting = setTimeout(open, pauseMs);
      pauseMs = Math.min(pauseMs * 2, 30000);
    };
  }

  function close() {
    clearTimeout(waiting);
    stream?.close();
    stream = undefined;
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();

  function take(message) {
    showFailure(message.failure);
    if (message.version === version) return;
    version = message.version;
    if (message.changed !== undefined && message.changed.every(isLinkedSheet)) exchangeSheets(message.changed);
    else reload();
  }

  // A page that comes back as old as it was, from a cache of its own making, is not reloaded again and again.
  function reload() {
    if (!mayReload) return;
    try {
      if (sessionStorage.getItem(memory) === born) return;
      sessionStorage.setItem(memory, born);
    } catch {}
    close();
    location.reload();
  }

  // What the files of the site are called in addresses only the site knows: their names have to do.
  function nameIn(path) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    try {
      return decodeURIComponent(name);
    } catch {
      return name;
    }
  }

  function linksOf(path) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return [...document.querySelectorAll("link[rel~=stylesheet][href]")].filter((link) => {
      const { origin, pathname } = new URL(link.href, document.baseURI);
      return origin === location.origin && nameIn(pathname) === name;
    });
  }

  function isLinkedSheet(path) {
    return /\.css$/i.test(path) && linksOf(path).length > 0;
  }

  const coming = new Set();

  // The old one stays until the new one is there: the page is never without.
  function exchangeSheets(paths) {
    for (const link of coming) link.remove();
    coming.clear();
    for (const old of new Set(paths.flatMap(linksOf))) {
      const link = old.cloneNode();
      const url = new URL(old.href, document.baseURI);
      url.searchParams.set("porthole-live", version);
      link.href = url;
      if (old.disabled) {
        old.replaceWith(link);
        continue;
      }
      coming.add(link);
      link.addEventListener("load", () => {
        coming.delete(link);
        old.remove();
      });
      link.addEventListener("error", reload);
      old.after(link);
    }
  }

  let overlay;
  let dismissed;

  function showFailure(failure) {
    if (failure === undefined) dismissed = undefined;
    if (failure === undefined || window !== top) return hideFailure();
    if (failure === dismissed || failure === overlay?.failure) return;
    hideFailure();
    const host = document.createElement("porthole-live");
    const root = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const panel = element("section", "");
    panel.setAttribute("role", "alert");
    const button = element("button", "Dismiss");
    button.type = "button";
    const dismiss = () => {
      dismissed = failure;
      hideFailure();
    };
    button.addEventListener("click", dismiss);
    const escape = (event) => {
      if (event.key === "Escape") dismiss();
    };
    addEventListener("keydown", escape);
    const heading = element("header", "");
    heading.append(element("h1", "The site was not reloaded"), button);
    const message = element("pre", "");
    message.tabIndex = 0;
    for (const line of failure.split("\n")) {
      const shown = element("div", line === "" ? "\u00a0" : line);
      // Lines of a file stay lines, so that the mark below one points at what it means.
      if (/^[ ›\d]*│/.test(line)) shown.className = "source";
      message.append(shown);
    }
    panel.append(heading, element("p", "The last good one stays up. This goes away when the site is right again."), message);
    root.append(panel);
    document.documentElement.append(host);
    if (typeof host.showPopover === "function") {
      host.popover = "manual";
      host.showPopover();
    }
    overlay = { failure, host, escape };
  }

  function hideFailure() {
    if (overlay === undefined) return;
    removeEventListener("keydown", overlay.escape);
    overlay.host.remove();
    overlay = undefined;
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  const style = [
    ":host{all:initial!important;position:fixed!important;inset:auto 0 0!important;width:auto!important;",
    "height:auto!important;max-height:70vh!important;margin:0!important;padding:0 1rem 1rem!important;border:0!important;",
    "background:none!important;overflow:visible!important;display:block!important;box-sizing:border-box!important;",
    "z-index:2147483647!important;color-scheme:light dark!important;pointer-events:none!important}",
    "section{--paper:#fffdf8;--ink:#1d2a33;--soft:#5b6872;--line:#d9d5ca;--alarm:#a8321f;--well:#f6f4ef;",
    "pointer-events:auto;box-sizing:border-box;max-width:60rem;max-height:calc(70vh - 1rem);margin:0 auto;padding:1rem 1.25rem;display:flex;",
    "flex-direction:column;background:var(--paper);color:var(--ink);border:1px solid var(--line);border-top:4px solid var(--alarm);",
    "border-radius:.6rem;box-shadow:0 .5rem 2.5rem #0006;font:16px/1.5 Georgia,'Iowan Old Style','Palatino Linotype',serif}",
    "header{display:flex;align-items:center;justify-content:space-between;gap:1rem}",
    "h1{font-size:1.15em;font-weight:600;line-height:1.3;margin:0;color:var(--alarm)}",
    "p{margin:.25rem 0 .75rem;color:var(--soft);font-size:.9em}",
    "pre{margin:0;padding:.75rem 1rem;overflow:auto;background:var(--well);border-radius:.35rem;",
    "font:14px/1.55 ui-monospace,'SF Mono',Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:2}",
    ".source{white-space:pre}",
    "button{font:inherit;font-size:.9em;color:inherit;background:var(--well);border:1px solid var(--line);border-radius:.35rem;",
    "padding:.3rem .8rem;cursor:pointer}",
    "button:hover{border-color:var(--soft)}",
    "button:focus-visible,pre:focus-visible{outline:2px solid var(--alarm);outline-offset:2px}",
    "@media (prefers-color-scheme:dark){section{--paper:#161f26;--ink:#e8e4da;--soft:#9aa7ae;--line:#2a363e;--alarm:#f08a76;--well:#10171c}}",
  ].join("");
})();
`;
