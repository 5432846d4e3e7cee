import { NavLink } from "react-router";

import styles from "@/kit/TabLinks.module.css";

export type TabLink = { to: string; name: string };

/** The parts of a room, each with its own address. */
export function TabLinks({ label, tabs }: { label: string; tabs: TabLink[] }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} className={styles.tab} end>
          {tab.name}
        </NavLink>
      ))}
    </nav>
  );
}
