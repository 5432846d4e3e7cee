import { useState } from "react";

import { canonical } from "@/condition/tree";
import { useSettled } from "@/condition/useSettled";
import type { Definition } from "@/rooms/schemes/definition";
import { useCheck, type Forms, type SchemeProblem, type Source } from "@/rooms/schemes/queries";

const TYPING_MS = 400;

export type SchemeDraft = {
  definition: Definition;
  /** The ladder as text, and the whole as JSON text; each as typed while it is being typed in. */
  text: string;
  json: string;
  change: (definition: Definition) => void;
  changeText: (text: string) => void;
  changeJson: (json: string) => void;
  reset: () => void;
  changed: boolean;
  valid: boolean;
  pending: boolean;
  problems: SchemeProblem[];
  forms: Forms | undefined;
};

type Edited = { side: "visual" | "text" | "json"; source: Source | null; unreadable?: string };

const pretty = (definition: Definition) => JSON.stringify(definition, null, 2);

/**
 * A scheme being written in three forms that keep in step: whichever is edited, the others follow what the server read.
 * `carried` is a change of `initial` that was begun on another page.
 */
export function useSchemeDraft(initial: Definition, initialText: string, carried?: Definition): SchemeDraft {
  const [definition, setDefinition] = useState(carried ?? initial);
  const [text, setText] = useState(initialText);
  const [json, setJson] = useState(() => pretty(carried ?? initial));
  const [edited, setEdited] = useState<Edited>({ side: "visual", source: carried ? { source: carried } : null });
  const settled = useSettled(edited, TYPING_MS);
  const query = useCheck(settled.source);
  const forms = settled === edited && edited.source && !query.isPlaceholderData ? query.data : undefined;

  const [followed, setFollowed] = useState<Forms>();
  if (forms?.valid && forms !== followed) {
    setFollowed(forms);
    const read = forms.definition as Definition;
    if (edited.side !== "visual") setDefinition(read);
    if (edited.side !== "text") setText(forms.text ?? "");
    if (edited.side !== "json") setJson(pretty(read));
  }
  const edit = (next: Edited) => {
    setFollowed(undefined);
    setEdited(next);
  };
  return {
    definition,
    text,
    json,
    change: (next) => {
      setDefinition(next);
      setJson(pretty(next));
      edit({ side: "visual", source: { source: next } });
    },
    changeText: (next) => {
      setText(next);
      edit({ side: "text", source: { source: next, base: definition } });
    },
    changeJson: (next) => {
      setJson(next);
      edit({ side: "json", ...parsed(next) });
    },
    reset: () => {
      setDefinition(initial);
      setText(initialText);
      setJson(pretty(initial));
      edit({ side: "visual", source: null });
    },
    changed: edited.source !== null && canonical(definition) !== canonical(initial),
    valid: edited.unreadable === undefined && (edited.source === null || Boolean(forms?.valid)),
    pending: edited.source !== null && (settled !== edited || query.isFetching),
    problems: edited.unreadable !== undefined ? [unreadable(edited.unreadable)] : (forms?.problems ?? []),
    forms,
  };
}

function parsed(json: string): Pick<Edited, "source" | "unreadable"> {
  try {
    return { source: { source: JSON.parse(json) as Definition } };
  } catch (error) {
    return { source: null, unreadable: (error as Error).message };
  }
}

const unreadable = (message: string): SchemeProblem => ({ where: "JSON", message, next_step: null, line: null, position: null });
