import { sectionName, sectionUrl } from "../anatomy/index.ts";

/** The section of an RFC that a rule is of, to be read there; what is no RFC's stands as it is. */
export function ReasonSection(props: { readonly section: string; readonly label?: string | undefined }) {
  const url = sectionUrl(props.section);
  if (url === undefined) return <span>{props.section}</span>;
  return (
    <a class="reason-section" href={url} target="_blank" rel="noreferrer" aria-label={props.label}>
      {sectionName(props.section)}
    </a>
  );
}
