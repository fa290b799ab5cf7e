/** The mark: a porthole, half of it under water. */
export function ShellMark() {
  return (
    <svg class="shell-mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <circle cx="12" cy="12" r="10.5" class="shell-mark-rim" />
      <circle cx="12" cy="12" r="7" class="shell-mark-glass" />
      <path
        d="M5.1 13.2c1.7-1.3 3.2-1.3 4.6 0s2.9 1.3 4.6 0 3.1-1.3 4.6 0A7 7 0 0 1 5.1 13.2Z"
        class="shell-mark-sea"
      />
      <circle cx="12" cy="3.2" r=".8" class="shell-mark-bolt" />
      <circle cx="12" cy="20.8" r=".8" class="shell-mark-bolt" />
      <circle cx="3.2" cy="12" r=".8" class="shell-mark-bolt" />
      <circle cx="20.8" cy="12" r=".8" class="shell-mark-bolt" />
    </svg>
  );
}
