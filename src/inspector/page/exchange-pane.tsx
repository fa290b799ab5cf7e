import type { ComponentChildren } from "preact";

export interface DetailPaneProps {
  readonly title: ComponentChildren;
  /** What stands below the title. */
  readonly under?: ComponentChildren;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** The part of the page beside the lists: over them where there is no room for both. */
export function DetailPane({ title, under, close, children }: DetailPaneProps) {
  return (
    <section class="detail" aria-labelledby="detail-title">
      <header class="detail-head">
        <button type="button" class="detail-back" onClick={close}>
          ‹ Lists
        </button>
        <div class="detail-titles">
          <h2 id="detail-title" class="detail-title" tabIndex={-1}>
            {title}
          </h2>
          {under}
        </div>
        <button type="button" class="detail-close" aria-label="Close" title="Close (Escape)" onClick={close}>
          ×
        </button>
      </header>
      {children}
    </section>
  );
}
