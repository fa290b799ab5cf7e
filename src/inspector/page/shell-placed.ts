/** Where an element lies, for its style: px from the left, and its width. */
export function placed(leftPx: number, widthPx?: number): { readonly left: string; readonly width?: string } {
  const left = `${leftPx.toFixed(1)}px`;
  return widthPx === undefined ? { left } : { left, width: `${widthPx.toFixed(1)}px` };
}
