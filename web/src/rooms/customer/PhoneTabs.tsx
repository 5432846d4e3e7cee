import { useId, useState, type KeyboardEvent, type ReactNode } from "react";

import styles from "@/rooms/customer/PhoneTabs.module.css";

type Tab = { key: string; label: string; children: ReactNode };

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/** Tabs in a line that scrolls sideways. Only the open one is there, so only what is looked at is read. */
export function PhoneTabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const id = useId();
  const [chosen, setChosen] = useState(tabs[0]?.key);
  const open = tabs.find((tab) => tab.key === chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key];
    if (!step) return;
    const at = tabs.findIndex((tab) => tab.key === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    setChosen(next?.key);
    event.currentTarget.querySelector<HTMLElement>(`[data-key="${next?.key}"]`)?.focus();
  };
  return (
    <>
      <div role="tablist" tabIndex={-1} aria-label={label} className={styles.tabs} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            data-key={tab.key}
            aria-selected={tab.key === chosen}
            aria-controls={tab.key === chosen ? `${id}-panel` : undefined}
            tabIndex={tab.key === chosen ? 0 : -1}
            className={styles.tab}
            onClick={() => setChosen(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {open && (
        <div key={open.key} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open.key}`} className={styles.panel}>
          {open.children}
        </div>
      )}
    </>
  );
}
