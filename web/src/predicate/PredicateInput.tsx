import { Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";

import { useTranslation } from "@/locale/texts";
import { accept, complete, type FieldWord, type Suggestion } from "@/predicate/completion";
import styles from "@/predicate/PredicateInput.module.css";
import { useVocabulary } from "@/predicate/useVocabulary";
import { spokenNow } from "@/locale";

type PredicateInputProps = {
  value: string;
  onChange: (text: string) => void;
  /** Ctrl+Enter, or Enter where nothing is offered. */
  onApply?: () => void;
  /** Where the condition cannot be read, counted from 0. */
  errorAt?: number | null;
  invalid?: boolean;
  label: string;
  placeholder?: string;
  autoFocus?: boolean;
  describedBy?: string;
  /** Fields that this condition may name besides; it then names no tags. */
  more?: readonly FieldWord[];
};

/** A condition in words, with fields, tags, values and comparisons offered for the place of the caret. */
export function PredicateInput(props: PredicateInputProps) {
  const { value, onChange, label, placeholder, autoFocus, invalid, describedBy } = props;
  const list = useId();
  const field = useRef<TextAreaRef>(null);
  const offer = useOffer(value, field, onChange, props.more);
  useCaretAt(field, invalid ? props.errorAt : null);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return take(event, () => props.onApply?.());
    if (offer.onKey(event.key)) return take(event, () => undefined);
    if (event.key === "Enter" && !event.shiftKey) take(event, () => props.onApply?.());
  };
  return (
    <div className={styles.frame}>
      <Input.TextArea
        ref={field}
        autoFocus={autoFocus}
        autoSize={{ minRows: 1, maxRows: 8 }}
        value={value}
        status={invalid ? "error" : undefined}
        placeholder={placeholder}
        role="combobox"
        aria-label={label}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        aria-expanded={offer.open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={offer.open ? `${list}-${offer.current}` : undefined}
        onChange={(event) => onChange(event.target.value)}
        onSelect={offer.look}
        onFocus={offer.look}
        onBlur={offer.close}
        onKeyDown={onKeyDown}
      />
      {offer.open && <Offered id={list} suggestions={offer.suggestions} current={offer.current} onTake={offer.take} />}
    </div>
  );
}

function take(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  act();
}

/** What is offered for the place of the caret, and the keys that choose from it. */
function useOffer(value: string, field: React.RefObject<TextAreaRef | null>, onChange: (text: string) => void, more?: readonly FieldWord[]) {
  const [caret, setCaret] = useState<number | null>(null);
  const known = useVocabulary(caret !== null);
  const vocabulary = more ? { fields: [...known.fields, ...more], tags: [] } : known;
  const [chosen, setChosen] = useState(0);
  const next = useRef<number | null>(null);
  const element = () => field.current?.resizableTextArea?.textArea;
  const { span, suggestions } = complete(value, Math.min(caret ?? value.length, value.length), vocabulary, spokenNow());
  const open = caret !== null && suggestions.length > 0;
  const current = Math.min(chosen, suggestions.length - 1);

  useLayoutEffect(() => {
    if (next.current === null) return;
    element()?.setSelectionRange(next.current, next.current);
    next.current = null;
  });
  const takeOne = (suggestion: Suggestion) => {
    const taken = accept(value, span, suggestion);
    next.current = taken.caret;
    onChange(taken.text);
    setCaret(taken.caret);
    setChosen(0);
  };
  const onKey = (key: string): boolean => {
    if (!open) return false;
    if (key === "ArrowDown" || key === "ArrowUp") {
      setChosen((current + (key === "ArrowDown" ? 1 : -1) + suggestions.length) % suggestions.length);
      return true;
    }
    if (key === "Escape") setCaret(null);
    // Enter takes what was begun or pointed at; on an empty place it applies the condition.
    else if (key === "Tab" ? span.text : key === "Enter" && (span.text || chosen > 0)) takeOne(suggestions[current]!);
    else return false;
    return true;
  };
  const look = () => {
    setCaret(element()?.selectionStart ?? null);
    setChosen(0);
  };
  return { open, current, suggestions, onKey, look, take: takeOne, close: () => setCaret(null) };
}

/** Puts the caret where a condition stopped being readable. */
function useCaretAt(field: React.RefObject<TextAreaRef | null>, position: number | null | undefined): void {
  useLayoutEffect(() => {
    const element = field.current?.resizableTextArea?.textArea;
    if (position === null || position === undefined || !element) return;
    element.focus();
    element.setSelectionRange(position, position + 1);
  }, [field, position]);
}

type OfferedProps = { id: string; suggestions: Suggestion[]; current: number; onTake: (suggestion: Suggestion) => void };

function Offered({ id, suggestions, current, onTake }: OfferedProps) {
  const { t } = useTranslation("customers");
  return (
    <div id={id} role="listbox" className={styles.list} aria-label={t("where.suggestions")}>
      {suggestions.map((one, at) => (
        <div
          key={`${one.kind} ${one.insert}`}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === current}
          className={styles.option}
          // Before the field loses the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(one);
          }}
        >
          <span className={styles.label}>{one.label}</span>
          <span className={styles.hint}>{one.hint}</span>
          {one.kind !== "word" && <span className={styles.kind}>{t(`where.${one.kind}`)}</span>}
        </div>
      ))}
    </div>
  );
}
