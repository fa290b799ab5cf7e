import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { isSameSelection, parseSelection, type Selection, selectionFragment } from "../view/window-state-selection.ts";

/** How wide and high an element is, in px; 0 until it was laid out. */
export function useSize<T extends HTMLElement>(): [
  RefObject<T | null>,
  { readonly width: number; readonly height: number },
] {
  const element = useRef<T>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    const measure = () => setSize({ width: observed.clientWidth, height: observed.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(observed);
    return () => observer.disconnect();
  }, []);
  return [element, size];
}

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const change = () => setHolds(media.matches);
    change();
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, [query]);
  return holds;
}

/** Has the component drawn again as time passes. @param everyMs 0: not at all */
export function useTicks(everyMs: number): void {
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0);
  useEffect(() => {
    if (everyMs === 0) return;
    let frame = 0;
    let lastMs = performance.now();
    const tick = (nowMs: number) => {
      if (nowMs - lastMs >= everyMs - 1) {
        lastMs = nowMs;
        draw(undefined);
      }
      frame = requestAnimationFrame(tick);
    };
    if (everyMs >= 250) {
      const timer = setInterval(() => draw(undefined), everyMs);
      return () => clearInterval(timer);
    }
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [everyMs]);
}

export type Select = (selection: Selection | undefined, how?: "new" | "instead") => void;

/** What is selected, which the page's address says, so that it outlives a reload and can be gone back to. */
export function useSelection(): [Selection | undefined, Select] {
  const [selection, setSelection] = useState(() => parseSelection(location.hash));
  useEffect(() => {
    const follow = () => setSelection(parseSelection(location.hash));
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("popstate", follow);
    };
  }, []);
  const select: Select = (next, how = "new") => {
    if (!isSameSelection(next, parseSelection(location.hash))) {
      const address = `${location.pathname}${location.search}${selectionFragment(next)}`;
      if (how === "new") history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    }
    setSelection(next);
  };
  return [selection, select];
}

/** A value that is the same function in every drawing, and does what the last one says. */
export function useEvent<A extends readonly unknown[]>(callback: (...args: A) => void): (...args: A) => void {
  const last = useRef(callback);
  last.current = callback;
  const [same] = useState(
    () =>
      (...args: A) =>
        last.current(...args),
  );
  return same;
}
