import { lazy, Suspense, useCallback, useRef, useState } from "react";
import { useNavigate } from "react-router";

import styles from "@/app/KeyHelp.module.css";
import { useOpenRooms } from "@/app/Navigation";
import { roomName } from "@/app/rooms";
import { useKeys } from "@/app/useKeys";
import { useTranslation } from "@/locale/texts";

const Modal = lazy(() => import("antd/es/modal"));

export const SEARCH_FIELD = "customer-search";

/** The keys that work everywhere: `/` finds a customer, `g` and a letter goes to a room, `?` shows this list. */
export function KeyHelp() {
  const { t } = useTranslation("shell");
  const [open, setOpen] = useState(false);
  const rooms = useOpenRooms();
  const navigate = useNavigate();
  const going = useRef(false);

  const onKey = useCallback(
    (key: string, event: KeyboardEvent) => {
      const room = going.current && rooms.find((candidate) => candidate.key === key);
      going.current = key === "g" && !room;
      if (room) void navigate(room.path);
      else if (key === "?") setOpen(true);
      else if (key === "/") {
        event.preventDefault();
        document.getElementById(SEARCH_FIELD)?.focus();
      }
    },
    [rooms, navigate],
  );
  useKeys(onKey);

  const keys: [string, string][] = [
    ["/", t("keys.search")],
    ["j / k", t("keys.rows")],
    ["Enter", t("keys.open")],
    ["x", t("keys.select")],
    ["Esc", t("keys.escape")],
    ["?", t("keys.help")],
    ...rooms.map((room): [string, string] => [`g ${room.key}`, t(roomName(room))]),
  ];
  if (!open) return null;
  return (
    <Suspense>
    <Modal open onCancel={() => setOpen(false)} footer={null} title={t("keys.title")}>
      <dl className={styles.keys}>
        {keys.map(([key, meaning]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
    </Suspense>
  );
}
