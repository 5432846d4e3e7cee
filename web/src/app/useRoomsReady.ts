import { useEffect } from "react";

import { useOpenRooms } from "@/app/Navigation";
import { prefetch } from "@/app/rooms";
import { usePhone } from "@/theme/usePhone";

/** By then the first page stands. */
const FIRST_PAGE_MS = 3_000;
/** Opened from many rooms, though it stands in no rail. */
const ONE_CUSTOMER = "/customers/:id";

type Connection = { saveData?: boolean };

/**
 * Fetches the code of the rooms, one by one, while the browser has nothing else to do, so that people find the next
 * page ready. Not on a phone, nor where somebody saves on data.
 */
export function useRoomsReady(): void {
  const rooms = useOpenRooms();
  const phone = usePhone();
  const paths = rooms.map((room) => room.path).join(" ");
  useEffect(() => {
    const saves = (navigator as { connection?: Connection }).connection?.saveData;
    if (phone || saves || typeof requestIdleCallback !== "function") return;
    let left = false;
    const next = ([path, ...rest]: string[]): void => {
      if (path && !left) requestIdleCallback(() => void prefetch(path).then(() => next(rest), () => undefined));
    };
    const waiting = setTimeout(() => next([ONE_CUSTOMER, ...paths.split(" ")]), FIRST_PAGE_MS);
    return () => {
      left = true;
      clearTimeout(waiting);
    };
  }, [paths, phone]);
}
