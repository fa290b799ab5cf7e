/**
 * The script of a listing: a field that leaves only the names that hold every word typed, and arrow keys between
 * names. The page is whole without it: the field is shown by the script alone.
 */
export const directoryPageScript = `"use strict";
{
const bar = document.querySelector(".filter");
const field = bar.querySelector("input");
const told = bar.querySelector("output");
const rows = [...document.querySelectorAll("tbody tr:not(.up)")];
const fold = (text) => text.normalize("NFKD").replace(/\\p{M}/gu, "").toLowerCase();
const foot = document.querySelector("table").createTFoot();
const none = foot.insertRow().insertCell();
none.colSpan = 3;
foot.hidden = true;
let names;
const filter = () => {
  names ??= rows.map((row) => fold(row.cells[0].textContent));
  const words = fold(field.value).split(/\\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, at) => {
    const isHidden = !words.every((word) => names[at].includes(word));
    if (row.hidden !== isHidden) row.hidden = isHidden;
    if (!isHidden) shown++;
  });
  foot.hidden = shown > 0;
  none.textContent = shown > 0 ? "" : "Nothing is called \u201c" + field.value.trim() + "\u201d.";
  const all = rows.length.toLocaleString("en");
  told.textContent = words.length === 0 ? "" : shown === 0 ? "None of " + all : shown.toLocaleString("en") + " of " + all;
};
const links = () => document.querySelectorAll("tbody tr:not([hidden]) a");
const firstMatch = () => rows.find((row) => !row.hidden)?.querySelector("a");
const beside = (row, way) => {
  do row = row[way]; while (row?.hidden);
  return row?.querySelector("a");
};
field.addEventListener("input", filter);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isInField = event.target === field;
  const row = event.target.closest("tbody tr");
  let next;
  if (event.key === "/" && !isInField) next = field;
  else if (event.key === "Escape" && isInField && field.value !== "") {
    field.value = "";
    filter();
    next = field;
  } else if (event.key === "Enter" && isInField) {
    event.preventDefault();
    if (field.value.trim() !== "") firstMatch()?.click();
    return;
  } else if (event.key === "ArrowDown") next = isInField ? links()[0] : row && beside(row, "nextElementSibling");
  else if (event.key === "ArrowUp" && row) next = beside(row, "previousElementSibling") ?? field;
  if (!next) return;
  event.preventDefault();
  next.focus();
});
addEventListener("pageshow", () => field.value !== "" && filter());
bar.hidden = false;
}
`;
