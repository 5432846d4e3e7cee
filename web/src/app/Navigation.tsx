import EllipsisOutlined from "@ant-design/icons/EllipsisOutlined";
import { lazy, Suspense, useState } from "react";
import { Link, NavLink } from "react-router";

import styles from "@/app/Layout.module.css";
import { Mark } from "@/app/Mark";
import { ROOM_ICONS } from "@/app/roomIcons";
import { prefetch, ROOMS, roomName, type Room } from "@/app/rooms";
import { useTranslation } from "@/locale/texts";
import { useMay } from "@/session/session";

const Drawer = lazy(() => import("antd/es/drawer"));

const TABS_ON_PHONE = 4;

/** The rooms that the viewer may open, in the order of the rail. */
export function useOpenRooms(): Room[] {
  const may = useMay();
  return ROOMS.filter((room) => !room.permission || may(room.permission));
}

function RoomLink({ room, className, onGo }: { room: Room; className?: string; onGo?: () => void }) {
  const { t } = useTranslation("shell");
  // A fetch that fails here is told when the room is opened.
  const ready = () => void prefetch(room.path).catch(() => undefined);
  return (
    <NavLink
      to={room.path}
      end={room.path === "/"}
      className={className}
      onMouseEnter={ready}
      onFocus={ready}
      onClick={onGo}
    >
      <span aria-hidden>{ROOM_ICONS[room.id]}</span>
      {t(roomName(room))}
    </NavLink>
  );
}

function RoomList({ rooms, onGo }: { rooms: Room[]; onGo?: () => void }) {
  const groups = [...new Set(rooms.map((room) => room.group))];
  return groups.map((group) => (
    <ul key={group} className={styles.group}>
      {rooms
        .filter((room) => room.group === group)
        .map((room) => (
          <li key={room.id}>
            <RoomLink room={room} className={styles.entry} onGo={onGo} />
          </li>
        ))}
    </ul>
  ));
}

/** The rail of a desktop. */
export function Rail() {
  const { t } = useTranslation("shell");
  return (
    <nav className={styles.rail} aria-label={t("rail")}>
      <div className={styles.railInner}>
        <Link to="/" className={styles.brand}>
          <Mark />
          {t("product")}
        </Link>
        <RoomList rooms={useOpenRooms()} />
      </div>
    </nav>
  );
}

/** The bar at the foot of a phone: the rooms that the thumb needs, the others behind “more”. */
export function TabBar() {
  const { t } = useTranslation("shell");
  const [open, setOpen] = useState(false);
  const rooms = useOpenRooms();
  const tabs = rooms.slice(0, TABS_ON_PHONE);
  return (
    <nav className={styles.tabs} aria-label={t("rail")}>
      {tabs.map((room) => (
        <RoomLink key={room.id} room={room} className={styles.tab} />
      ))}
      <button type="button" className={styles.tab} aria-expanded={open} onClick={() => setOpen(true)}>
        <EllipsisOutlined aria-hidden />
        {t("more")}
      </button>
      <Suspense>
        {open && (
          <Drawer open onClose={() => setOpen(false)} placement="bottom" size="auto" title={t("rail")}>
            <RoomList rooms={rooms} onGo={() => setOpen(false)} />
          </Drawer>
        )}
      </Suspense>
    </nav>
  );
}
