import { Checkbox, Input } from "antd";
import { useState } from "react";

import type { Named } from "@/api/shapes";
import styles from "@/filter/FilterBar.module.css";
import { useTranslation } from "@/locale/texts";

const SEARCHABLE_FROM = 9;

type ChoicesProps = {
  choices: Named[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  /** Called while the viewer types, where the server does the searching. */
  onSearch?: (text: string) => void;
};

/** A list to tick, with a field to search it when it is long. Several ticks mean any of them. */
export function Choices({ choices, chosen, onChange, onSearch }: ChoicesProps) {
  const { t } = useTranslation("kit");
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = onSearch ? choices : choices.filter((choice) => `${choice.name} ${choice.id}`.toLowerCase().includes(wanted));

  const toggle = (id: string, ticked: boolean) =>
    onChange(ticked ? [...chosen, id] : chosen.filter((other) => other !== id));
  const search = (typed: string) => {
    setText(typed);
    onSearch?.(typed);
  };
  return (
    <div className={styles.choices}>
      {(onSearch || choices.length >= SEARCHABLE_FROM) && (
        <Input autoFocus allowClear value={text} onChange={(event) => search(event.target.value)} aria-label={t("filter.search")} placeholder={t("filter.search")} />
      )}
      <div className={styles.list}>
        {shown.map((choice) => (
          <Checkbox
            key={choice.id}
            checked={chosen.includes(choice.id)}
            onChange={(event) => toggle(choice.id, event.target.checked)}
          >
            {choice.name}
          </Checkbox>
        ))}
        {shown.length === 0 && <span>{t("filter.nothing")}</span>}
      </div>
    </div>
  );
}
