import { useEffect, useMemo, useState } from "preact/hooks";
import type { WindowCase, WindowCases, WindowFavourite } from "../act/window-cases-list.ts";
import { sectionName, sectionUrl } from "../anatomy/index.ts";
import type { Origin } from "./send-state.ts";
import { readCases } from "./window-api.ts";

let known: WindowCases | undefined;

/** The list of cases, once the server has told it; `problem` says why it does not. */
export function useCases(isLive: boolean): {
  readonly list: WindowCases | undefined;
  readonly problem?: string | undefined;
} {
  const [list, setList] = useState(known);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (list !== undefined || !isLive) return;
    readCases().then(
      (read) => {
        known = read;
        setList(read);
      },
      (error: Error) => setProblem(error.message),
    );
  }, [isLive]);
  return { list, problem };
}

export interface SendCasesProps {
  readonly list: WindowCases;
  /** What is being edited, unchanged. */
  readonly chosen: Origin | undefined;
  readonly choose: (favourite: WindowFavourite | undefined, each: WindowCase | undefined) => void;
}

/** Ways to break things on purpose: a few to begin with, and all of the checker's cases. */
export function SendCases({ list, chosen, choose }: SendCasesProps) {
  const all = useMemo(() => list.families.flatMap(({ cases }) => cases), [list]);
  return (
    <section class="send-cases" aria-labelledby="send-cases-title">
      <h3 id="send-cases-title" class="send-title">
        Break it on purpose
      </h3>
      <ul class="send-favourites">
        {list.favourites.map((favourite) => (
          <li key={favourite.title}>
            <button
              type="button"
              title={favourite.hint}
              aria-pressed={chosen?.title === favourite.title}
              onClick={() =>
                choose(
                  favourite,
                  all.find(({ id }) => id === favourite.case),
                )
              }
            >
              {favourite.title}
            </button>
          </li>
        ))}
      </ul>
      <details class="send-all">
        <summary>All {all.length.toLocaleString("en-US")} cases of the checker</summary>
        <CaseSearch list={list} chosen={chosen?.case?.id} choose={(each) => choose(undefined, each)} />
      </details>
    </section>
  );
}

/** More are not listed at once. */
const FOUND_MAX = 100;

interface CaseSearchProps {
  readonly list: WindowCases;
  readonly chosen: string | undefined;
  readonly choose: (each: WindowCase) => void;
}

function CaseSearch({ list, chosen, choose }: CaseSearchProps) {
  const [words, setWords] = useState("");
  const [family, setFamily] = useState("");
  const found = useMemo(() => foundCases(list, family, words), [list, family, words]);
  return (
    <>
      <div class="send-search">
        <input
          type="search"
          aria-label="Search the cases"
          placeholder="chunk, 9112-3.2, Host …"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <select
          aria-label="What they are about"
          value={family}
          onChange={(event) => setFamily(event.currentTarget.value)}
        >
          <option value="">Everything</option>
          {list.families.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
        <span class="send-small" role="status">
          {found.length.toLocaleString("en-US")} found
        </span>
      </div>
      <ul class="send-found">
        {found.slice(0, FOUND_MAX).map((each) => (
          <li key={each.id}>
            <button type="button" aria-pressed={chosen === each.id} onClick={() => choose(each)}>
              <code>{each.rule}</code> {each.title}
            </button>
          </li>
        ))}
        {found.length > FOUND_MAX && (
          <li class="send-small">{`and ${(found.length - FOUND_MAX).toLocaleString("en-US")} more: say more to find them`}</li>
        )}
      </ul>
    </>
  );
}

/** Each word must stand somewhere in what is said of the case. */
function foundCases(list: WindowCases, family: string, text: string): readonly WindowCase[] {
  const words = text.toLowerCase().split(/\s+/);
  return list.families
    .filter(({ name }) => family === "" || name === family)
    .flatMap(({ title, cases }) =>
      cases.filter((each) => {
        const said = `${each.id} ${each.why} ${each.quote} ${title} ${each.level}`.toLowerCase();
        return words.every((word) => said.includes(word));
      }),
    );
}

export interface CaseCardProps {
  readonly title: string;
  readonly hint: string | undefined;
  readonly case: WindowCase | undefined;
}

/** What is tried, why it matters, and what is right. */
export function CaseCard({ title, hint, case: each }: CaseCardProps) {
  return (
    <div class="send-card">
      <p class="send-card-title">{title}</p>
      {hint !== undefined && <p>{hint}</p>}
      {each !== undefined && (
        <>
          <p>{each.why}</p>
          <figure class="send-quote">
            <blockquote>{each.quote}</blockquote>
            <figcaption>
              <b class="send-level">{each.level}</b> <Section of={each.quotedFrom} /> <code>{each.rule}</code>
            </figcaption>
          </figure>
          <dl class="send-facts">
            <div>
              <dt>Right is</dt>
              <dd>{each.expected}</dd>
            </div>
            {each.needs !== undefined && (
              <div>
                <dt>Needs</dt>
                <dd>{each.needs}; the site is first asked for it, in ordinary requests</dd>
              </div>
            )}
            {each.delivery !== undefined && (
              <div>
                <dt>Sent</dt>
                <dd>{each.delivery}</dd>
              </div>
            )}
          </dl>
        </>
      )}
    </div>
  );
}

function Section({ of }: { readonly of: string }) {
  const url = sectionUrl(of);
  if (url === undefined) return <>{sectionName(of)}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {sectionName(of)}
    </a>
  );
}
